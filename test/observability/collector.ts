import { once } from 'node:events';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A span as it was exported, in OTLP's JSON. */
export interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 2 of what was asked of us, 3 of what we asked. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** An OTLP/HTTP collector that keeps what it gets. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly ExportedSpan[];
  /** All that it got, as it was sent. */
  readonly bodies: readonly string[];
  /** Resolves when there are such spans. */
  until(isThere: (spans: readonly ExportedSpan[]) => boolean): Promise<void>;
  close(): Promise<void>;
}

interface Sent {
  resourceSpans: { scopeSpans: { spans: (Omit<ExportedSpan, 'attributes'> & { attributes: SentAttribute[] })[] }[] }[];
}

interface SentAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export async function startCollector(): Promise<Collector> {
  const spans: ExportedSpan[] = [];
  const bodies: string[] = [];
  let onSpans: () => void = () => undefined;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      spans.push(...spansOf(JSON.parse(body) as Sent));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      onSpans();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    until: async (isThere) => {
      while (!isThere(spans)) await new Promise<void>((resolve) => (onSpans = resolve));
    },
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function spansOf({ resourceSpans }: Sent): ExportedSpan[] {
  const sent = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  return sent.map(({ traceId, spanId, parentSpanId, name, kind, attributes }) => ({
    ...{ traceId, spanId, parentSpanId, name, kind },
    attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
  }));
}
