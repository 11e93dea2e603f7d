import * as fc from 'fast-check';
import { readMessage } from '../upstream/message.reader';
import { Attribution, USER_ID_SOURCES } from './attribution';
import { renderAttribution } from './attribution.text';
import { Message } from './message';
import { rawToStore, servedRecord } from './served-record';

const ON_THE_WIRE = {
  id: 'asd123',
  direction: 'inbound',
  status: 'completed',
  type: 1,
  locationId: 'loc1',
  contactId: 'con1',
  conversationId: 'cnv1',
  dateAdded: '2025-10-30T22:45:46.260Z',
  dateUpdated: '2025-10-30T22:47:06.137Z',
  meta: { call: { duration: 53, status: 'completed' } },
  messageType: 'TYPE_CALL',
};
const ANN: Attribution = { userId: 'ann', source: 'conversation', date: 1 };

function messageOf(record: unknown): Message {
  const read = readMessage(record, 'loc1');
  if ('setAside' in read) throw new Error(read.setAside.reason);
  return read.message;
}

/** What is served of a record once it was stored with this attribution. */
function served(record: unknown, attribution: Attribution): unknown {
  const message = messageOf(record);
  const raw = rawToStore(message, attribution);
  const rendered = Buffer.from(message.rendered + renderAttribution(attribution));
  return JSON.parse(`${servedRecord({ rendered, raw: raw === null ? null : Buffer.from(raw) }).toString()}}`);
}

const oddValues = fc.oneof(fc.jsonValue(), fc.constantFrom('SMS', '', null, 1_761_864_346_260, '2025-10-30T22:45:46+02:00'));
const records = fc
  .record(
    {
      ...Object.fromEntries(
        Object.keys(ON_THE_WIRE).map((name) => [name, fc.oneof({ weight: 3, arbitrary: fc.constant('x') }, oddValues)]),
      ),
      userId: fc.oneof(fc.constantFrom('ann', 'bob "the" é🙏', '', null, 5)),
      userIdSource: fc.constantFrom('message', 'theirs'),
      email: fc.constantFrom('a@example.com', null),
      somethingNew: oddValues,
    },
    { requiredKeys: [] },
  )
  .map((odd) => JSON.parse(JSON.stringify({ ...ON_THE_WIRE, ...odd, id: 'asd123', locationId: 'loc1', dateAdded: 1_000 })) as object);
const attributions = fc.option(
  fc.record({
    userId: fc.constantFrom('ann', 'bob', 'bob "the" é🙏'),
    source: fc.constantFrom(...USER_ID_SOURCES.filter((source) => source !== 'none')),
    date: fc.nat(),
  }),
);

describe('a record as it is served', () => {
  it('is upstream’s own to the last field, and has a user added, with the source, only where upstream names none and one is known', () => {
    fc.assert(
      fc.property(records, attributions, (record, attribution) => {
        const { userId } = record as { userId?: unknown };
        const isNamed = typeof userId === 'string' && userId !== '';
        const added = isNamed || !attribution ? {} : { userId: attribution.userId, userIdSource: attribution.source };
        expect(served(record, attribution)).toEqual({ ...record, ...added });
      }),
    );
  });

  it('needs no second copy when it is what a search shows', () => {
    const named: Attribution = { userId: 'ann', source: 'message', date: 1 };
    expect(rawToStore(messageOf(ON_THE_WIRE), null)).toBeNull();
    expect(rawToStore(messageOf(ON_THE_WIRE), ANN)).toBeNull();
    expect(rawToStore(messageOf({ ...ON_THE_WIRE, userId: 'ann' }), named)).toBeNull();
  });

  it('keeps the user whom upstream names now when an earlier version, which counts in a search, named another', () => {
    const earlier: Attribution = { userId: 'bob', source: 'message', date: 1 };
    expect(served({ ...ON_THE_WIRE, userId: 'ann' }, earlier)).toEqual({ ...ON_THE_WIRE, userId: 'ann' });
    expect(served(ON_THE_WIRE, earlier)).toEqual({ ...ON_THE_WIRE, userId: 'bob', userIdSource: 'message' });
  });
});
