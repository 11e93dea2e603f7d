import { registerDecorator, ValidationArguments } from 'class-validator';

/** A variable that is of no use without the others. */
export function IsTogetherWith(...others: readonly string[]): PropertyDecorator {
  const missing = ({ object }: ValidationArguments) => others.filter((name) => (object as Record<string, unknown>)[name] === undefined);
  return (target, propertyName) =>
    registerDecorator({
      name: 'isTogetherWith',
      target: target.constructor,
      propertyName: propertyName as string,
      options: { message: (args) => `${args.property} is of no use without ${missing(args).join(', ')}` },
      validator: { validate: (_: unknown, args?: ValidationArguments) => args !== undefined && missing(args).length === 0 },
    });
}
