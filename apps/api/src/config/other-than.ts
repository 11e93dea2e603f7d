import { registerDecorator, ValidationArguments } from 'class-validator';

/** A number that must not be another variable's as well; 0 may be both. */
export function IsOtherThan(other: string): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isOtherThan',
      target: target.constructor,
      propertyName: propertyName as string,
      options: { message: ({ property, value }) => `${property} must not be ${other}, which is ${String(value)} as well` },
      validator: {
        validate: (value: unknown, args?: ValidationArguments) => value === 0 || (args?.object as Record<string, unknown>)[other] !== value,
      },
    });
}
