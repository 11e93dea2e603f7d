import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenApiDocument, operationsOf, parametersOf, readDocument } from './document';

/** @throws Error that lists every documented status and parameter that the suite, whose notes are in the folder, has not exercised */
export function expectContractCovered(folder: string): void {
  const exercised = new Set(readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n')));
  const all = documented(readDocument());
  const missing = all.filter((one) => !exercised.has(one));
  process.stdout.write(
    `The contract: ${all.length - missing.length} of ${all.length} documented statuses and parameters were exercised.\n`,
  );
  if (missing.length > 0)
    throw new Error(`No test exercises these parts of openapi.json; test them, or document less:\n  ${missing.join('\n  ')}`);
}

/** Everything that must be exercised, in the words of `noteExercised`. */
export function documented(document: OpenApiDocument): readonly string[] {
  return operationsOf(document).flatMap(({ name, operation }) => [
    ...Object.keys(operation.responses).map((status) => `${name} answered ${status}`),
    ...parametersOf(document, operation).map((parameter) => `${name} given ${asNoted(parameter)}`),
  ]);
}

/** Names of headers have no case. */
function asNoted(parameter: string): string {
  return parameter.startsWith('header ') ? parameter.toLowerCase() : parameter;
}
