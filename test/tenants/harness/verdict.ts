import { isDeepStrictEqual } from 'node:util';
import { Answer, Request } from './ask';
import { marksIn } from './marks';
import { Probe } from './probe';
import { TenantWorld } from './world';

/** Something that must not be. */
export interface Finding {
  readonly what: 'foreign' | 'served' | 'not-modified' | 'told-apart' | 'broken' | 'not-served';
  readonly family: Probe['family'];
  readonly route: string;
  readonly who: string;
  readonly about: string | null;
  readonly request: string;
  readonly status: number;
  readonly detail: string;
}

/** Says that there are too many at the moment: an answer, but no proof. */
export const BUSY: readonly number[] = [429, 503];

/** Whether somebody was given what isn't theirs, rather than something else being wrong. */
export function isHole({ what }: Finding): boolean {
  return what === 'foreign' || what === 'served';
}

/** What is wrong with an answer. */
export function judge(probe: Probe, answer: Answer, world: TenantWorld): Finding | null {
  const { status, body } = answer;
  const foreign = foreignIn(probe, answer, world);
  if (foreign.length > 0) return finding(probe, 'foreign', status, foreign.slice(0, 5).join(', '));
  if (status === 0 || (status >= 500 && !BUSY.includes(status))) return finding(probe, 'broken', status, body.slice(0, 200));
  if (BUSY.includes(status)) return null;
  if (probe.rule === 'refused' && (status < 400 || status > 499)) return finding(probe, 'served', status, body.slice(0, 200));
  if (probe.rule === 'fresh' && status === 304) return finding(probe, 'not-modified', status, '');
  if (probe.rule === 'rows' && !hasRows(probe, answer)) return finding(probe, 'not-served', status, body.slice(0, 200));
  return null;
}

/** Whether it shows something of the place that it's about. */
export function hasRows({ about }: Probe, { status, body }: Answer): boolean {
  return status === 200 && about !== null && [...marksIn(body).values()].some(({ letter }) => letter === about.letter);
}

/** Whether one can tell by two refusals that one location exists and the other doesn't. */
export function compare(probe: Probe, answer: Answer, twin: Answer): Finding | null {
  if (!probe.twin || BUSY.includes(answer.status) || BUSY.includes(twin.status)) return null;
  const one = comparable(answer, probe.about?.id ?? '');
  const other = comparable(twin, probe.twin.locationId);
  if (isDeepStrictEqual(one, other)) return null;
  return finding(probe, 'told-apart', answer.status, `${JSON.stringify(one)} but ${JSON.stringify(other)}`.slice(0, 600));
}

/** Whether it tells more than upstream itself does. */
export function compareWithUpstream(probe: Probe, { status, body }: Answer, upstream: Answer): Finding | null {
  if (BUSY.includes(status) || status === upstream.status) return null;
  return finding(probe, 'told-apart', status, `upstream says ${upstream.status}; ${body.slice(0, 200)}`);
}

/** Marks of what the reader may not see, but for those that the request itself has. */
function foreignIn({ reader, about, read, request }: Probe, { rawHeaders, body }: Answer, world: TenantWorld): string[] {
  const shown = marksIn(`${rawHeaders.join('\n')}\n${body}`);
  if (shown.size === 0) return [];
  const given = marksIn(textOf(request));
  const isOwn = (letter: string) => about?.letter === letter;
  return [...shown.values()]
    .filter(({ text }) => !given.has(text))
    .filter(({ letter, kind }) => !(about && isOwn(letter) && world.mayRead(reader, about, kind, read)))
    .map(({ text }) => text);
}

function textOf({ path, headers, body }: Request): string {
  return [path, decoded(path), ...headers.flat(), body ?? ''].join('\n');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll('+', ' '));
  } catch {
    return path;
  }
}

/** But for what differs from answer to answer, or is the id that was asked for. */
function comparable({ status, rawHeaders, body }: Answer, locationId: string): unknown {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const written = JSON.stringify(locationId).slice(1, -1);
  const plain = body
    .replace(/"traceId":"[^"]*"/, '"traceId":""')
    .replaceAll(written, '…')
    .replaceAll(encodeURIComponent(locationId), '…');
  return { status, names: names.sort(), body: plain };
}

function finding({ family, route, reader, about, request }: Probe, what: Finding['what'], status: number, detail: string): Finding {
  const shown = `${request.method} ${request.path.slice(0, 300)} ${request.body?.slice(0, 200) ?? ''}`;
  return { what, family, route, who: reader.label, about: about?.id ?? null, request: shown, status, detail };
}
