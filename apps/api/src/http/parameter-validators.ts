import { registerDecorator, ValidationArguments } from 'class-validator';
import { given, mustBe } from './fault-message';

/** `.` and `..` would vanish from a path, and so reach something else. */
const ID = /^(?!\.{1,2}$)[\x21-\x7e]{1,128}$/;

/** A moment that AsMoment could read. */
export function IsMoment(): PropertyDecorator {
  const allowed = 'epoch milliseconds or ISO 8601 with an offset (2026-01-31 or 2026-01-31T12:00:00Z), in the years 1 to 9999';
  return check('isMoment', (value) => value instanceof Date, mustBe(allowed).message as MessageOf);
}

/** An id of upstream's: opaque, without spaces. */
export function IsId(what: string): PropertyDecorator {
  return check(
    'isId',
    (value) => typeof value === 'string' && ID.test(value),
    mustBe(`${what}: 1 to 128 printable characters without spaces`).message as MessageOf,
  );
}

/** A moment after the one in another parameter, if both are moments. */
export function IsAfter(other: string): PropertyDecorator {
  const valueOfOther = ({ object }: ValidationArguments) => (object as Record<string, unknown>)[other];
  return check(
    'isAfter',
    (value, args) => !(value instanceof Date) || !(valueOfOther(args) instanceof Date) || value > (valueOfOther(args) as Date),
    (args) => `${args.property} must be after ${other}; ${given(args.value)} and ${other} ${JSON.stringify(valueOfOther(args))}`,
  );
}

/** A parameter that excludes another. */
export function IsWithout(other: string): PropertyDecorator {
  return check(
    'isWithout',
    (_, { object }) => (object as Record<string, unknown>)[other] === undefined,
    ({ property }) => `${property} must not be given together with ${other}; both say where to go on`,
  );
}

/** A list of which these values are allowed only when a flag is set. */
export function NeedsFor(values: readonly string[], flag: string): PropertyDecorator {
  const needy = (value: unknown) => (Array.isArray(value) ? values.filter((one) => value.includes(one)) : []);
  return check(
    `needsFor${flag}`,
    (value, { object }) => (object as Record<string, unknown>)[flag] === true || needy(value).length === 0,
    ({ property, value }) => `${property} must not have ${needy(value).join(', ')} without ${flag}=true; ${given(value)}`,
  );
}

type MessageOf = (args: ValidationArguments) => string;

function check(name: string, validate: (value: unknown, args: ValidationArguments) => boolean, message: MessageOf): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: propertyName as string,
      options: { message },
      validator: { validate: (value: unknown, args?: ValidationArguments) => args !== undefined && validate(value, args) },
    });
}
