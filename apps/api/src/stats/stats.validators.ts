import { registerDecorator, ValidationArguments } from 'class-validator';
import { isTimeZone } from '@app/messages';
import { given, mustBe } from '../http/fault-message';
import { boundsOf } from './stats.bounds';

type MessageOf = (args: ValidationArguments) => string;

/** A moment, or a day. */
export function IsBound(): PropertyDecorator {
  const allowed = 'a date (2026-01-31), epoch milliseconds or ISO 8601 with an offset (2026-01-31T12:00:00Z), in the years 1 to 9999';
  return check('isBound', (value) => boundsOf(value, 'UTC') !== null, mustBe(allowed).message as MessageOf);
}

export function IsZone(): PropertyDecorator {
  const allowed = 'a time zone of the IANA database, such as UTC, Europe/Berlin or America/New_York';
  return check('isZone', isTimeZone, mustBe(allowed).message as MessageOf);
}

/** Not before the one in another parameter, if both can be read. */
export function IsNotBefore(other: string): PropertyDecorator {
  const otherOf = ({ object }: ValidationArguments) => (object as Record<string, unknown>)[other];
  return check(
    'isNotBefore',
    (value, args) => {
      const { timezone } = args.object as { timezone: unknown };
      const zone = isTimeZone(timezone) ? timezone : 'UTC';
      const [start, end] = [boundsOf(otherOf(args), zone), boundsOf(value, zone)];
      return start === null || end === null || start.first <= end.last;
    },
    (args) => `${args.property} must not be before ${other}; ${given(args.value)} and ${other} ${JSON.stringify(otherOf(args))}`,
  );
}

function check(name: string, validate: (value: unknown, args: ValidationArguments) => boolean, message: MessageOf): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      ...{ name, target: target.constructor, propertyName: propertyName as string, options: { message } },
      validator: { validate: (value: unknown, args?: ValidationArguments) => args !== undefined && validate(value, args) },
    });
}
