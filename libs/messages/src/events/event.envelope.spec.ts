import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { readEnvelope } from './event.envelope';

const FIELDS = { type: 'InboundMessage', locationId: 'loc1', webhookId: 'wh-1', timestamp: '2025-10-30T22:47:07.000Z' };
const bytes = (body: unknown) => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
const hashed = (body: Buffer) => `sha256:${createHash('sha256').update(body).digest('hex')}`;

describe('readEnvelope', () => {
  it('reads what must be known of an event before it is kept', () => {
    const body = bytes(FIELDS);
    const event = { locationId: 'loc1', type: 'InboundMessage', key: 'id:wh-1', at: Date.parse(FIELDS.timestamp), body };
    expect(readEnvelope(body)).toEqual({ event });
  });

  it.each([undefined, null, '', 17, 'with space', 'x'.repeat(200), 'nul\0'])(
    'tells events without a usable id (%j) apart by their bytes',
    (webhookId) => {
      const body = bytes({ ...FIELDS, webhookId });
      expect(readEnvelope(body)).toMatchObject({ event: { key: hashed(body) } });
    },
  );

  it.each([undefined, null, 'yesterday', {}, -1e18])('keeps an event whose date (%j) can not be read', (timestamp) => {
    expect(readEnvelope(bytes({ ...FIELDS, timestamp }))).toMatchObject({ event: { at: null } });
  });

  it.each([
    ['not JSON', '{"type":'],
    ['not JSON', ''],
    ['not an object', '[]'],
    ['not an object', 'null'],
    ['no type', { locationId: 'loc1' }],
    ['no location', { type: 'ContactUpdate', id: 'con1' }],
    ['no location', { ...FIELDS, locationId: 17 }],
  ])('says why a body can not be read: %s', (unreadable, body) => {
    expect(readEnvelope(bytes(body))).toEqual({ unreadable, key: hashed(bytes(body)) });
  });

  it.each(['AppointmentCreate', 'NoteDelete', 'toString'])('ignores what changes nothing here: %s', (type) => {
    expect(readEnvelope(bytes({ ...FIELDS, type }))).toEqual({ ignored: type });
  });

  it('ignores the installation of an agency, which concerns no location by itself', () => {
    expect(readEnvelope(bytes({ type: 'INSTALL', companyId: 'com1', webhookId: 'wh-1' }))).toEqual({ ignored: 'INSTALL' });
  });

  it.each([
    ['INSTALL', 'INSTALL'],
    ['AppInstall', 'INSTALL'],
    ['UNINSTALL', 'UNINSTALL'],
    ['AppUninstall', 'UNINSTALL'],
  ])('calls %s %s', (given, type) => {
    expect(readEnvelope(bytes({ ...FIELDS, type: given }))).toMatchObject({ event: { type } });
  });

  it('never fails, and is the same for the same bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map(bytes),
          fc.object().map((some) => bytes({ ...FIELDS, ...some })),
        ),
        (given) => {
          const body = Buffer.from(given);
          expect(readEnvelope(body)).toEqual(readEnvelope(Buffer.from(given)));
        },
      ),
    );
  });
});
