import { UnauthorizedException } from '@nestjs/common';
import { ChangesPage, ChangesQuery, ChangesService, FeedChange } from '@app/messages';
import { EventEmitter } from 'node:events';
import { ServerResponse } from 'node:http';
import { EventStream } from './event-stream';

const QUERY: ChangesQuery = {
  ...{ credential: { locationId: 'loc1', token: 't' }, since: 'p0', limit: 10 },
  ...{ messageTypes: null, includeContact: false },
};
const change = (id: string, position: string): FeedChange => ({
  action: 'added',
  json: [Buffer.from(`{"id":"${id}"}`)],
  positionAfter: () => position,
});
const page = (next: string, ...changes: FeedChange[]): ChangesPage => ({ changes, next });
const event = (id: string, position: string) => `id: ${position}\nevent: added\ndata: {"id":"${id}"}\n\n`;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What is written, by a caller who can take this many pieces at once. */
class FakeResponse extends EventEmitter {
  text = '';
  isEnded = false;
  destroyed = false;
  constructor(public takes = Infinity) {
    super();
  }
  writeHead(): void {}
  flushHeaders(): void {}
  write(piece: Buffer | string): boolean {
    this.text += piece.toString();
    this.takes -= 1;
    return this.takes > 0;
  }
  end(): void {
    this.isEnded = true;
  }
  destroy(): void {
    this.destroyed = true;
  }
}

describe('EventStream', () => {
  const stage = (pages: readonly ChangesPage[], response = new FakeResponse()) => {
    const [stopping, leaving] = [new AbortController(), new AbortController()];
    const asked: string[] = [];
    const rest = [...pages];
    let access = (): Promise<void> => Promise.resolve();
    const changes: Partial<ChangesService> = {
      ending: stopping.signal,
      wait: ({ since }) => {
        asked.push(since);
        const next = rest.shift();
        // Nothing more happens: the service stops, which ends every wait.
        if (!next) stopping.abort();
        return Promise.resolve(next ?? page(since));
      },
    };
    const options = { requireAccess: () => access(), signal: leaving.signal, sent: () => undefined, traceId: 'trace' };
    const stream = new EventStream(changes as ChangesService, response as unknown as ServerResponse, options);
    return {
      ...{ response, asked, stopping, leaving },
      refuse: () => (access = () => Promise.reject(new UnauthorizedException('No more.'))),
      run: (first: ChangesPage) => stream.run(QUERY, first, {}),
    };
  };

  it('sends each change with the position after it, and goes on from there', async () => {
    const { response, asked, run } = stage([page('p3', change('c', 'p3'))]);
    await run(page('p2', change('a', 'p1'), change('b', 'p2')));
    const stopped = {
      statusCode: 503,
      message: 'The service is shutting down.',
      error: 'Service Unavailable',
      code: 'stopping',
      traceId: 'trace',
    };
    expect(response.text).toBe(
      `${event('a', 'p1')}${event('b', 'p2')}${event('c', 'p3')}: still here\n\nevent: error\ndata: ${JSON.stringify(stopped)}\n\n`,
    );
    expect([asked, response.isEnded]).toEqual([['p2', 'p3'], true]);
  });

  it('tells who is sent nothing for a long time that it has moved on all the same', async () => {
    const { response, run } = stage([page('p5'), page('p7', change('a', 'p6'))]);
    await run(page('p0'));
    expect(response.text).toContain(`id: p5\n\n${event('a', 'p6')}id: p7\n\n`);
  });

  it('sends nothing to who lost its right while it waited', async () => {
    const { response, refuse, run } = stage([page('p3', change('secret', 'p3'))]);
    refuse();
    await run(page('p2', change('a', 'p2')));
    const refused = { statusCode: 401, message: 'No more.', error: 'Unauthorized', code: 'unauthorized', traceId: 'trace' };
    expect(response.text).toBe(`${event('a', 'p2')}event: error\ndata: ${JSON.stringify(refused)}\n\n`);
    expect(response.isEnded).toBe(true);
  });

  it('reads no further than its caller does', async () => {
    const { response, asked, run } = stage([page('p3', change('c', 'p3'))], new FakeResponse(1));
    const running = run(page('p2', change('a', 'p1'), change('b', 'p2')));
    await turn();
    expect([response.text, asked]).toEqual([event('a', 'p1'), []]);
    response.takes = Infinity;
    response.emit('drain');
    await running;
    expect(asked).toEqual(['p2', 'p3']);
  });

  it('isn’t held up by a caller who reads no more when the service stops, or who has gone', async () => {
    for (const end of ['stopping', 'leaving'] as const) {
      const one = stage([], new FakeResponse(1));
      const running = one.run(page('p1', change('a', 'p1')));
      await turn();
      one[end].abort();
      await running;
      expect([one.response.destroyed, one.response.isEnded, one.response.text]).toEqual([true, true, event('a', 'p1')]);
    }
  });
});
