import { Contract, ContractAnswer } from './contract';

/** The contract itself, and the page that shows it. */
const OF_THE_CONTRACT = /^\/(openapi\.json$|docs(\/|$))/;

/** What a request may be answered that no operation is for: there is no such thing, or it can't be read at all. */
const STATUSES: readonly number[] = [400, 404, 413, 415];

/** What is wrong with an answer to a request of no documented operation. */
export function stray(contract: Contract, method: string, pathname: string, { status, headers, body }: ContractAnswer): readonly unknown[] {
  if (OF_THE_CONTRACT.test(pathname) && status === 200) return [];
  // What a browser asks before a request to another origin; only where an operator lets these in.
  if (method === 'OPTIONS' && status === 204 && body === '' && headers.has('access-control-allow-methods')) return [];
  if (!STATUSES.includes(status)) return ['no operation of the contract has this method and path'];
  return body === '' ? [] : contract.faultsOfValue({ $ref: '#/components/schemas/Error' }, body);
}
