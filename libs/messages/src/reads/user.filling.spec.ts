import { Attribution } from '../model/attribution';
import { Contact, Conversation } from '../model/directory';
import { resolveOptions } from '../options';
import { AttributionStore } from '../store/attribution.store';
import { AssigneeLookup, ListedConversations } from '../upstream/assignee.lookup';
import { Assignees } from './assignees';
import { ContactAssignees } from './contact.assignees';
import { ConversationFinder } from './conversation.finder';
import { RecordTexts } from './record.texts';
import { SeenDirectory } from './seen.directory';
import { SingleLookUps } from './single.look-ups';
import { UserFilling } from './user.filling';

const CREDENTIAL = { locationId: 'loc1', token: 'token' };
const NOW = 1_000_000;
const by = (userId: string, source: 'conversation' | 'contact' | 'message'): Attribution & object => ({ userId, source, date: 1 });
const record = (given: object = {}) => ({ id: 'm1', locationId: 'loc1', conversationId: 'v1', contactId: 'c1', dateAdded: NOW, ...given });

interface World {
  readonly messages?: Record<string, Attribution>;
  readonly conversations?: readonly Conversation[];
  readonly contacts?: readonly Contact[];
  readonly upstreamConversations?: readonly Conversation[];
  readonly upstreamContacts?: readonly Contact[];
  readonly fails?: 'store' | 'conversations' | 'contacts';
  readonly locationUser?: string;
}

function filling(world: World) {
  const asked: string[] = [];
  const look = <T>(what: 'conversations' | 'contacts', request: string, answer: T): Promise<T> => {
    asked.push(request);
    return world.fails === what ? Promise.reject(new Error('upstream is away')) : Promise.resolve(answer);
  };
  const stored: Pick<AttributionStore, 'messages' | 'conversations' | 'contacts'> = {
    messages: () =>
      world.fails === 'store'
        ? Promise.reject(new Error('the store is away'))
        : Promise.resolve(new Map(Object.entries(world.messages ?? {}))),
    conversations: () => Promise.resolve(new Map(world.conversations?.map((one) => [one.id, one]))),
    contacts: () =>
      Promise.resolve(
        new Map(world.contacts?.map((one) => [one.id, { assignee: one.assignee ?? null, hasFields: true, isLookedUp: true }])),
      ),
  };
  const lookup: Pick<AssigneeLookup, 'conversation' | 'conversationsFrom' | 'contacts'> = {
    conversation: (_, id) => {
      const found = world.upstreamConversations?.find((one) => one.id === id) ?? { id, contactId: null, assignee: null };
      return look('conversations', id, { ...found, observedAt: NOW });
    },
    conversationsFrom: (_, { going, from }) => {
      const conversations = world.upstreamConversations?.map((one) => ({ ...one, observedAt: NOW })) ?? [];
      return look<ListedConversations>('conversations', `${going} from ${from}`, { conversations, seen: null, isLast: false });
    },
    contacts: (_, ids) => look('contacts', ids.join(' '), world.upstreamContacts ?? []),
  };
  const clock = { now: () => NOW };
  const locationUsers = new Map(world.locationUser === undefined ? [] : [['loc1', world.locationUser]]);
  const texts = new RecordTexts(resolveOptions({ dataDir: '', locationUsers }));
  const seen = new SeenDirectory(clock);
  const finder = new ConversationFinder(lookup as AssigneeLookup, seen, new SingleLookUps(clock), clock);
  const contacts = new ContactAssignees(stored as AttributionStore, seen, lookup as AssigneeLookup, clock);
  const assignees = new Assignees(stored as AttributionStore, finder, contacts);
  const users = new UserFilling(stored as AttributionStore, assignees, texts);
  const fill = (records: readonly unknown[], askedFor: string | null = 'loc1', until = Infinity) =>
    users.fill(records, CREDENTIAL, { askedFor, until });
  return { asked, fill };
}

describe('users filled in on what upstream answers', () => {
  it('leaves alone what names a user, and asks nothing about it', async () => {
    const { asked, fill } = filling({
      upstreamConversations: [{ id: 'v1', contactId: 'c1', assignee: by('ann', 'conversation') }],
    });
    const records = [record({ userId: 'bob' }), 'odd', null, { noId: true }];
    expect(await fill(records)).toBe(records);
    expect(asked).toEqual([]);
  });

  it.each<[string, World, object, string[]]>([
    ['what is stored of the message', { messages: { m1: by('ann', 'message') } }, { userId: 'ann', userIdSource: 'message' }, []],
    ['that the store knows of nobody', { messages: { m1: null } }, {}, []],
    [
      'the stored assignee of its conversation',
      { conversations: [{ id: 'v1', contactId: null, assignee: by('ann', 'conversation') }] },
      { userId: 'ann', userIdSource: 'conversation' },
      [],
    ],
    [
      'the assignee of its conversation at upstream',
      { upstreamConversations: [{ id: 'v1', contactId: null, assignee: by('ann', 'conversation') }] },
      { userId: 'ann', userIdSource: 'conversation' },
      ['v1'],
    ],
    [
      'the assignee of its contact where the conversation has none',
      { upstreamContacts: [{ id: 'c1', assignee: by('cy', 'contact') }] },
      { userId: 'cy', userIdSource: 'contact' },
      ['v1', 'c1'],
    ],
    ['that it belongs to nobody', {}, {}, ['v1', 'c1']],
    ['the location’s user where it belongs to nobody', { locationUser: 'lou' }, { userId: 'lou', userIdSource: 'location' }, ['v1', 'c1']],
  ])('tells %s', async (_, world, added, requests) => {
    const { asked, fill } = filling(world);
    expect(await fill([record()])).toEqual([{ ...record(), ...added }]);
    expect(asked).toEqual(requests);
  });

  it.each(['store', 'conversations', 'contacts'] as const)('invents nobody when %s can’t be asked', async (fails) => {
    const { fill } = filling({ fails, locationUser: 'lou', upstreamContacts: [{ id: 'c1', assignee: by('cy', 'contact') }] });
    expect(await fill([record()])).toEqual([record()]);
  });

  it('asks about many contacts at once, and not again about those that upstream told of', async () => {
    const records = ['c1', 'c2', 'c3'].map((contactId, index) => record({ id: `m${index}`, contactId }));
    const upstreamContacts = [
      { id: 'c1', assignee: by('cy', 'contact') },
      { id: 'c2', assignee: null },
    ];
    const { asked, fill } = filling({ upstreamContacts });
    const filled = [{ ...records[0], userId: 'cy', userIdSource: 'contact' }, records[1], records[2]];
    expect(await fill(records)).toEqual(filled);
    expect(await fill(records)).toEqual(filled);
    expect(asked).toEqual(['v1', 'c1 c2 c3', 'c3']);
  });

  it('asks nothing when the read’s time is up', async () => {
    const { asked, fill } = filling({});
    expect(await fill([record()], 'loc1', NOW)).toEqual([record()]);
    expect(asked).toEqual([]);
  });

  it('takes a record for one of the location that it names, and tells nothing where none is known', async () => {
    const world = { locationUser: 'lou', messages: { m1: null } };
    expect(await filling(world).fill([record({ locationId: undefined })], null)).toEqual([record({ locationId: undefined })]);
    expect(await filling(world).fill([record({ locationId: 'loc2' })])).toEqual([record({ locationId: 'loc2' })]);
    expect(await filling(world).fill([record({ locationId: undefined })])).toMatchObject([{ userId: 'lou', userIdSource: 'location' }]);
  });
});
