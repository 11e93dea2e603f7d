import { Logger } from '@nestjs/common';
import { FastifyReply } from 'fastify';
import { EventEmitter, once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { sendAsItComes } from './stream-reply';

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

/** A caller who takes one piece when told to. */
class FakeCaller extends Writable {
  readonly taken: string[] = [];
  private release = (): void => undefined;
  constructor() {
    super({ highWaterMark: 1 });
  }
  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.taken.push(piece.toString());
    this.release = done;
  }
  async take(): Promise<void> {
    this.release();
    await turns(5);
  }
}

class FakeResponse extends EventEmitter {
  isDestroyed = false;
  stall = (): void => undefined;
  destroy(): void {
    this.isDestroyed = true;
  }
  setTimeout(_ms: number, listener: () => void): void {
    this.stall = listener;
  }
}

/** An endless stream to a caller; the pieces that were asked for, and whether it was told that no more are wanted. */
function stage(failing = Infinity) {
  const asked = { pieces: 0, isOver: false };
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        asked.pieces += 1;
        if (asked.pieces === failing) throw new Error('the store is gone');
        yield await Promise.resolve(Buffer.from(`${asked.pieces};`));
      }
    } finally {
      asked.isOver = true;
    }
  }
  const [response, caller, stopping] = [new FakeResponse(), new FakeCaller(), new AbortController()];
  let stream = Readable.from([]);
  const reply = { raw: response, send: (payload: Readable) => (stream = payload).pipe(caller) };
  sendAsItComes(reply as unknown as FastifyReply, pieces(), stopping.signal);
  return { asked, response, caller, stopping, stream };
}

describe('an answer that is sent as it comes', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('is asked for no faster than the caller takes it', async () => {
    const { asked, caller } = stage();
    await turns(20);
    const ahead = asked.pieces;
    expect([caller.taken, ahead <= 3]).toEqual([['1;'], true]);
    await caller.take();
    await turns(20);
    expect([caller.taken, asked.pieces]).toEqual([['1;', '2;'], ahead + 1]);
  });

  it('ends the connection when it fails in the middle', async () => {
    const { asked, response, caller, stream } = stage(3);
    await caller.take();
    await caller.take();
    if (!stream.closed) await once(stream, 'close');
    expect([response.isDestroyed, asked.isOver, caller.writableEnded]).toEqual([true, true, false]);
  });

  it.each(['stopping', 'stalling'] as const)('ends the connection of who takes nothing more, when %s', async (reason) => {
    const { asked, response, caller, stopping, stream } = stage();
    await turns(5);
    if (reason === 'stopping') stopping.abort();
    else response.stall();
    if (!stream.closed) await once(stream, 'close').catch(() => undefined);
    await turns(5);
    expect([response.isDestroyed, asked.isOver, caller.writableEnded]).toEqual([true, true, false]);
  });

  it('is over when the caller goes, which is no failure', async () => {
    const { asked, response, stream } = stage();
    await turns(5);
    // As Fastify does.
    stream.destroy();
    await once(stream, 'close');
    await turns(5);
    expect([response.isDestroyed, asked.isOver]).toEqual([false, true]);
  });
});
