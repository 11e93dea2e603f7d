import { Transform } from 'class-transformer';
import { readMoment } from './moment';

/** Values that can't be read stay as they are, so that the validator can say what was given. */

/** Text of a whole number becomes the number. */
export function AsWholeNumber(): PropertyDecorator {
  return Transform(({ value }) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : (value as unknown)));
}

/** Text of a number, with or without decimals, becomes the number. */
export function AsNumber(): PropertyDecorator {
  return Transform(({ value }) =>
    typeof value === 'string' && /^-?\d{1,15}(\.\d{1,9})?$/.test(value) ? Number(value) : (value as unknown),
  );
}

/** `true` and `false` become booleans. */
export function AsBoolean(): PropertyDecorator {
  return Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : (value as unknown)));
}

/** One or several comma separated texts become the list of them. */
export function AsList(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => {
    const parts = Array.isArray(value) ? (value as unknown[]) : [value];
    return parts.every((part) => typeof part === 'string') ? parts.flatMap((part) => part.split(',').map((one) => one.trim())) : value;
  });
}

/** Epoch ms or ISO 8601 becomes a Date. */
export function AsMoment(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => {
    const milliseconds = readMoment(value);
    return milliseconds === null ? value : new Date(milliseconds);
  });
}
