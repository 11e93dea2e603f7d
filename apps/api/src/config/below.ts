import { registerDecorator, ValidationArguments } from 'class-validator';

/** A number that is a part of another variable's, and less. */
export function IsBelow(other: string): PropertyDecorator {
  const limit = ({ object }: ValidationArguments) => (object as Record<string, unknown>)[other];
  return (target, propertyName) =>
    registerDecorator({
      name: 'isBelow',
      target: target.constructor,
      propertyName: propertyName as string,
      options: { message: (args) => `${args.property} must be less than ${other}, ${String(limit(args))}; given ${String(args.value)}` },
      validator: {
        validate: (value: unknown, args?: ValidationArguments) => {
          const most = args && limit(args);
          return typeof value !== 'number' || typeof most !== 'number' || value < most;
        },
      },
    });
}
