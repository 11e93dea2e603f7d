import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTypeScript, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { CONTRACT } from './contract.file';

/** Where the types are kept. */
export const TYPES = join(__dirname, '..', '..', 'sdks', 'typescript', 'src', 'generated', 'contract.ts');

/** The types of all operations, from the contract. */
export async function generateTypes(): Promise<string> {
  const contract = await readFile(CONTRACT, 'utf8');
  // What has a default may be left out of a request.
  return COMMENT_HEADER + astToString(await openapiTypeScript(contract, { defaultNonNullable: false }));
}
