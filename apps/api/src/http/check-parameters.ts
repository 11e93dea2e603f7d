import { Type, UnprocessableEntityException } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, ValidationError } from 'class-validator';

/**
 * The parameters as an instance of their class, every value checked. `furtherFaults` are what the caller has found already.
 *
 * @throws UnprocessableEntityException with one sentence for each fault, all at once; unknown parameters are faults
 */
export function checkParameters<Parameters extends object>(
  type: Type<Parameters>,
  given: Record<string, unknown>,
  furtherFaults: readonly string[] = [],
): Parameters {
  const parameters = plainToInstance(type, given, { exposeDefaultValues: true });
  const errors = validateSync(parameters, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  const passedOver = PASSED_OVER.filter((name) => Object.hasOwn(given, name)).map((name) => notAParameter(name, type));
  const faults = [...errors.map((error) => sentence(error, type)), ...passedOver, ...furtherFaults];
  if (faults.length > 0) throw new UnprocessableEntityException(faults);
  return parameters;
}

/** Names that class-transformer drops without a word, so that the validator never sees them. */
const PASSED_OVER = ['__proto__', 'constructor'];

function sentence({ property, constraints = {} }: ValidationError, type: Type): string {
  if (!('whitelistValidation' in constraints)) return Object.values(constraints).join(' ');
  return notAParameter(property, type);
}

function notAParameter(name: string, type: Type): string {
  return `${JSON.stringify(name.slice(0, 100))} is not a parameter; allowed are ${parameterNames(type).join(', ')}`;
}

function parameterNames(type: Type): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))];
}
