import { Type, UnprocessableEntityException } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, ValidationError } from 'class-validator';

/**
 * The parameters as an instance of their class, every value checked.
 *
 * @throws UnprocessableEntityException with one sentence for each fault, all at once; unknown parameters are faults
 */
export function checkParameters<Parameters extends object>(type: Type<Parameters>, given: Record<string, unknown>): Parameters {
  const parameters = plainToInstance(type, given, { exposeDefaultValues: true });
  const errors = validateSync(parameters, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  if (errors.length > 0) throw new UnprocessableEntityException(errors.map((error) => sentence(error, type)));
  return parameters;
}

function sentence({ property, constraints = {} }: ValidationError, type: Type): string {
  if (!('whitelistValidation' in constraints)) return Object.values(constraints).join(' ');
  return `${JSON.stringify(property.slice(0, 100))} is not a parameter; allowed are ${parameterNames(type).join(', ')}`;
}

function parameterNames(type: Type): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))];
}
