import { registerDecorator } from 'class-validator';
import { parseTextQuery } from '@app/messages';

/** In code points, as a JSON schema counts. */
export const MAX_QUERY_LENGTH = 500;
export const MAX_QUERY_PHRASES = 32;

/** Words to search for. What was given isn't in the message: it may be somebody's name or number. */
export function IsTextQuery(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isTextQuery',
      target: target.constructor,
      propertyName: propertyName as string,
      options: {
        message: `query must be 1 to ${MAX_QUERY_PHRASES} words or "phrases in quotes", at most ${MAX_QUERY_LENGTH} characters, at least one of them a letter or a digit`,
      },
      validator: {
        validate: (value: unknown) => typeof value === 'string' && [...value].length <= MAX_QUERY_LENGTH && parseTextQuery(value) !== null,
      },
    });
}
