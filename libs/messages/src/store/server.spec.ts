import { once } from 'node:events';
import { AddressInfo, createServer, Server, Socket } from 'node:net';
import { createTestDatabase } from '../../../../test/harness/test-database';
import { databaseFault, recognizeServer } from './server';

/** A message of PostgreSQL's protocol: its kind, its length with that of the length, its content. */
const message = (kind: string, content: Buffer = Buffer.alloc(0)): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(kind), length, content]);
};
const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const int32 = (value: number): Buffer => Buffer.concat([int16(value >>> 16), int16(value & 65_535)]);
const READY = message('Z', Buffer.from('I'));

/** The answer to one statement: a row of texts. */
const rowOf = (row: Readonly<Record<string, string>>): Buffer => {
  const columns = Object.keys(row).map((name) =>
    Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(25), int16(-1 & 65_535), int32(0xffffffff), int16(0)]),
  );
  const values = Object.values(row).map((value) => Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]));
  return Buffer.concat([
    ...[message('1'), message('2'), message('T', Buffer.concat([int16(columns.length), ...columns]))],
    ...[message('D', Buffer.concat([int16(values.length), ...values])), message('C', Buffer.from('SELECT 1\0')), READY],
  ]);
};

describe('the server that is found', () => {
  let played: Server | undefined;

  afterEach(async () => {
    if (!played) return;
    played.close();
    await once(played, 'close');
    played = undefined;
  });

  /** A server that lets everybody in and answers each statement with this row. @returns its URL */
  const play = async (row: Readonly<Record<string, string>>): Promise<string> => {
    played = createServer((socket: Socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(Buffer.concat([message('R', int32(0)), READY]));
        // One that says goodbye (X) gets no answer.
        socket.on('data', (data) => (data[0] === 'X'.charCodeAt(0) ? socket.end() : socket.write(rowOf(row))));
      });
    }).listen(0, '127.0.0.1');
    await once(played, 'listening');
    return `postgresql://somebody:secret@127.0.0.1:${(played.address() as AddressInfo).port}/any`;
  };

  it('is refused when it is too old, in a sentence that names what is needed and no secret', async () => {
    const url = await play({ version: '140012', name: '14.12 (Debian 14.12-1)', mark: 'on' });
    const fault = 'PostgreSQL 14.12 (Debian 14.12-1) is too old: version 15 or later is needed.';
    expect(await databaseFault(url)).toBe(fault);
    await expect(recognizeServer(url)).rejects.toThrow(fault);
  });

  it('is taken from version 15 on, as a pooler when it forgets what a session begins with', async () => {
    const url = await play({ version: '150000', name: '15.0', mark: '' });
    expect(await databaseFault(url)).toBeNull();
    expect(await recognizeServer(url)).toEqual({ isPooled: true });
  });

  it('is no fault when it can not be reached, and one when it does not have the database', async () => {
    const { url, drop } = await createTestDatabase();
    expect(await databaseFault(url)).toBeNull();
    expect(await recognizeServer(url)).toEqual({ isPooled: false });
    await drop();
    expect(await databaseFault(url)).toMatch(/^database ".+" does not exist$/);
    const gone = await play({});
    played?.close();
    await once(played as Server, 'close');
    played = undefined;
    expect(await databaseFault(gone)).toBeNull();
  });
});
