import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Contract, ContractAnswer, readContract } from './contract';
import { noteExercised, noteFault } from './observed';
import { whenSent } from './sent-answer';
import { stray } from './stray-answers';

export interface ObservedRequest {
  readonly method: string;
  /** Path and query, encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed JSON; undefined without one. */
  readonly body?: unknown;
}

/** Compares every answer of the API with the contract as it leaves, and notes what of the contract was exercised. */
export function observe(app: NestFastifyApplication): void {
  const bodies = new WeakMap<IncomingMessage, unknown>();
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preHandler', (request, _reply, done) => {
      bodies.set(request.raw, request.body);
      done();
    });
  app.getHttpServer().prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    whenSent(response, (answer) => {
      if (!answer.isWhole) return;
      const { method = '', url: target = '', headers } = request;
      for (const fault of observeAnswer({ method, target, headers, body: bodies.get(request) }, answer)) noteFault(fault);
    });
  });
}

/** What is wrong with an answer, wherever it came from; notes what it exercised. */
export function observeAnswer(request: ObservedRequest, answer: ContractAnswer, contract: Contract = readContract()): readonly string[] {
  const pathname = request.target.split('?')[0] ?? '';
  const operation = contract.finder.find(request.method, pathname);
  const shown = `${request.method} ${pathname} answered ${answer.status}`;
  const faults =
    operation === undefined ? stray(contract, request.method, pathname, answer) : faultsOf(contract, operation, request, answer);
  if (operation !== undefined) noteWhatWasExercised(operation, request, answer);
  return faults.map((fault) => `${shown}: ${typeof fault === 'string' ? fault : JSON.stringify(fault)}`);
}

/** HEAD has no body: the headers alone are looked at. */
function faultsOf(contract: Contract, operation: string, { method }: ObservedRequest, answer: ContractAnswer): readonly unknown[] {
  const faults = contract.faultsOf(operation, answer);
  return method === 'HEAD' ? faults.filter((fault) => typeof fault === 'string' && fault.startsWith('the header')) : faults;
}

/** Whose parameters were not looked at, or refused, has exercised none; what fails by a fault may have looked at none; headers are looked at first. */
const REFUSALS: readonly number[] = [401, 403, 404, 413, 415, 422, 500];

function noteWhatWasExercised(operation: string, { target, headers, body }: ObservedRequest, { status }: ContractAnswer): void {
  noteExercised(`${operation} answered ${status}`);
  for (const name of Object.keys(headers)) noteExercised(`${operation} given header ${name.toLowerCase()}`);
  if (REFUSALS.includes(status)) return;
  const query = new URLSearchParams(target.split('?')[1] ?? '');
  for (const name of new Set(query.keys())) noteExercised(`${operation} given query ${name}`);
  for (const [, name] of operation.matchAll(/\{(\w+)\}/g)) noteExercised(`${operation} given path ${name}`);
  if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body))
    for (const name of Object.keys(body)) noteExercised(`${operation} given body ${name}`);
}
