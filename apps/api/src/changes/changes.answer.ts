import { ChangesPage } from '@app/messages';

const GO_ON = Buffer.from(',');

/** The answer as JSON in UTF-8; the changes are bytes already. */
export function renderChangesAnswer({ changes, next }: ChangesPage, traceId: string): Buffer {
  const parts = changes.flatMap(({ json }, index) => (index === 0 ? json : [GO_ON, ...json]));
  return Buffer.concat([Buffer.from('{"changes":['), ...parts, Buffer.from(`],${JSON.stringify({ next, traceId }).slice(1)}`)]);
}
