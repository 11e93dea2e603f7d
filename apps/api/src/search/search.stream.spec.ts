import { UnauthorizedException } from '@nestjs/common';
import { MessageLines } from '@app/messages';
import { Csv } from './csv';
import { begun, csvFile, Lines, ndjson, streamHeaders } from './search.stream';

const SYNCED = { complete: true, asOf: Date.parse('2025-06-02T12:00:00Z') };
const part = (...ids: string[]): MessageLines => {
  const id = ids.at(-1);
  return {
    lines: Buffer.from(ids.map((one) => `{"id":"${one}"}\n`).join('')),
    count: ids.length,
    last: id === undefined ? null : { id, dateUpdated: 1 },
  };
};

/** Parts of a stream, and whether whoever reads them was told that no more are wanted. */
function listOf(...parts: readonly MessageLines[]) {
  const read = { parts: 0, isOver: false };
  async function* lines(): Lines {
    try {
      for (const one of parts) {
        read.parts += 1;
        yield await Promise.resolve(one);
      }
    } finally {
      read.isOver = true;
    }
  }
  return { read, lines: lines() };
}

async function textOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString();
}

describe('a stream of messages', () => {
  const allowed = () => Promise.resolve();

  it('as NDJSON has a message a line, and at last a line without an id', async () => {
    const { lines } = listOf(part('a', 'b'), part('c'));
    expect(await textOf(ndjson(lines, { synced: SYNCED, traceId: 't' }))).toBe(
      '{"id":"a"}\n{"id":"b"}\n{"id":"c"}\n{"complete":true,"count":3,"asOf":"2025-06-02T12:00:00.000Z","lastMessageId":"c","traceId":"t"}\n',
    );
  });

  it('as NDJSON has that line alone when there are none, and says when something may be missing', async () => {
    const { lines } = listOf(part());
    expect(await textOf(ndjson(lines, { synced: { complete: false, asOf: null }, traceId: 't' }))).toBe(
      '{"complete":false,"count":0,"asOf":null,"lastMessageId":null,"traceId":"t"}\n',
    );
  });

  it('as CSV has a header, whatever follows it', async () => {
    expect(await textOf(csvFile(listOf(part()).lines, new Csv(['id', 'body'])))).toBe('id,body\r\n');
    expect(await textOf(csvFile(listOf(part('a'), part('b')).lines, new Csv(['id', 'body'])))).toBe('id,body\r\na,\r\nb,\r\n');
  });

  it('says beforehand what is known', () => {
    expect(streamHeaders('ndjson', SYNCED)).toEqual({
      'Content-Type': 'application/x-ndjson',
      'X-Complete': 'true',
      'X-As-Of': '2025-06-02T12:00:00.000Z',
    });
    expect(streamHeaders('csv', { complete: false, asOf: null })).toEqual({
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': 'attachment; filename="messages.csv"',
      'X-Complete': 'false',
    });
  });

  it('begins with what was read before it began, and asks for the right before each of the others', async () => {
    let asked = 0;
    const { read, lines } = listOf(part('a'), part('b'), part('c'));
    const messages = await begun(lines, () => Promise.resolve(void (asked += 1)));
    expect([read.parts, asked]).toEqual([1, 0]);
    expect(await textOf(csvFile(messages, new Csv(['id'])))).toBe('id\r\na\r\nb\r\nc\r\n');
    expect([asked, read.isOver]).toEqual([2, true]);
  });

  it('sends nothing more once the right is gone', async () => {
    const { read, lines } = listOf(part('a'), part('secret'), part('c'));
    const messages = await begun(lines, () => Promise.reject(new UnauthorizedException('No more.')));
    const sent: string[] = [];
    const reading = (async () => {
      for await (const piece of csvFile(messages, new Csv(['id']))) sent.push(piece.toString());
    })();
    await expect(reading).rejects.toThrow('No more.');
    expect([sent, read]).toEqual([['id\r\n', 'a\r\n'], { parts: 2, isOver: true }]);
  });

  it('reads no more once nobody takes it', async () => {
    const { read, lines } = listOf(part('a'), part('b'), part('c'));
    for await (const _ of ndjson(await begun(lines, allowed), { synced: SYNCED, traceId: 't' })) break;
    expect(read).toEqual({ parts: 1, isOver: true });
  });

  it('tells what is wrong before it begins', async () => {
    const { lines } = listOf();
    jest.spyOn(lines, 'next').mockRejectedValue(new Error('no such message'));
    await expect(begun(lines, allowed)).rejects.toThrow('no such message');
  });
});
