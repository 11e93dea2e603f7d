import { Random } from '../../../apps/sandbox/src/seed/random';
import { ALL_SCOPES, Sandbox, Scope, World } from '../../../apps/sandbox/src/create-sandbox';
import { ANCHOR } from '../../faults/stage.fixture';
import { Kind, Marks } from './marks';

/** A location all of whose data is marked. */
export interface Place {
  readonly id: string;
  readonly letter: string;
  readonly marks: Marks;
  readonly messageIds: string[];
  readonly conversationIds: string[];
  readonly contactIds: string[];
  readonly userIds: string[];
  /** Texts of its contacts, as somebody would search for them. */
  readonly names: string[];
}

/** Somebody with a token; what it may do changes as the world does. */
export interface Reader {
  readonly token: string;
  readonly label: string;
  placeIds: readonly string[];
  readonly scopes: readonly Scope[];
}

/** Ids that are easily taken for one another: one begins like another, one differs in case, others have what separates parts of keys. */
const PLACE_IDS = ['tenant-one', 'tenant-one1', 'TENANT-ONE', 'tenant:one', 'tenant_%', 'one"tenant\\'];
/** Of the same kind, and nobody's. */
export const NOWHERE = ['tenant-two', 'tenant-one2', 'Tenant-One', 'tenant:two', 'tenant_*', 'two"tenant\\'];
/** Where the operator has stored a credential. */
export const CONNECTED = 0;
export const ADMIN_TOKEN = 'zqzs99999qz-operators-key';
const MESSAGES = 40;
const CONTACTS = 6;
const TYPES = [
  { type: 1, messageType: 'TYPE_CALL', status: 'completed' },
  { type: 2, messageType: 'TYPE_SMS', status: 'delivered' },
  { type: 3, messageType: 'TYPE_EMAIL', status: 'opened' },
];
const MINUTE_MS = 60_000;

/** Several locations in a sandbox, and everybody who wants something of them. */
export class TenantWorld {
  readonly places: readonly Place[];
  readonly readers: Reader[];
  /** Stored by the operator for the connected place; no answer may have it. */
  readonly storedToken: string;
  private readonly world: World;
  private readonly tokens = new Marks('z');
  private rotations = 0;

  constructor(
    sandbox: Sandbox,
    private readonly random: Random,
  ) {
    this.world = sandbox.world;
    this.places = PLACE_IDS.map((id, index) => this.populate(id, String.fromCharCode(97 + index)));
    this.storedToken = `pit-${this.place(CONNECTED).marks.word('s')}`;
    this.world.addToken({ token: this.storedToken, locationIds: [this.place(CONNECTED).id] });
    const ids = this.places.map(({ id }) => id);
    const some = (...indexes: number[]) => indexes.map((index) => this.place(index).id);
    this.readers = [
      ...this.places.map(({ id, letter }) => this.reader(`of ${letter}`, [id])),
      this.reader('of two', some(0, 3)),
      this.reader('of an agency', some(0, 1, 2)),
      this.reader('of all', ids),
      this.reader('of none', []),
      this.reader('messages only', some(1), ['conversations/message.readonly']),
      this.reader('conversations only', some(1), ['conversations.readonly']),
      this.reader('contacts and users only', some(2), ['contacts.readonly', 'users.readonly']),
      this.reader('messages and users', some(0), ['conversations/message.readonly', 'users.readonly']),
    ];
    this.readers.push(...this.forged(), { token: ADMIN_TOKEN, label: 'the operator', placeIds: [], scopes: [] });
  }

  place(index: number): Place {
    return this.places[index] as Place;
  }

  /** May the reader see this kind of text of the place, by upstream's scopes? */
  mayRead({ placeIds, scopes }: Reader, { id }: Place, kind: Kind, read: 'messages' | 'conversations'): boolean {
    if (!placeIds.includes(id)) return false;
    if (read === 'conversations') return kind !== 's' && scopes.includes('conversations.readonly');
    const needed: Record<Kind, readonly Scope[] | null> = {
      m: [],
      c: ['conversations.readonly'],
      u: ['users.readonly'],
      s: null,
    };
    return needed[kind]?.every((scope) => scopes.includes(scope)) === true && scopes.includes('conversations/message.readonly');
  }

  /** Somebody comes, whose token will be revoked; somebody's token is moved to another location. Both are to be forgotten a minute later. */
  rotate(): void {
    for (const reader of this.readers.filter(({ label }) => label.startsWith('revoked later'))) {
      this.world.revokeToken(reader.token);
      reader.placeIds = [];
    }
    // Of those that are gone, the last few go on trying.
    const gone = this.readers.filter(({ placeIds, label }) => placeIds.length === 0 && label.startsWith('revoked later'));
    for (const reader of gone.slice(0, -4)) this.readers.splice(this.readers.indexOf(reader), 1);
    this.rotations += 1;
    this.readers.push(this.reader(`revoked later ${this.rotations}`, [this.random.pick(this.places).id]));
    const moving = this.readers.find(({ label }) => label === 'of two') as Reader;
    moving.placeIds = [this.random.pick(this.places).id];
    this.world.revokeToken(moving.token);
    this.world.addToken({ token: moving.token, locationIds: moving.placeIds });
  }

  /** Something changes, so that what is kept of before is of another version; not the first few, after which there must be others. */
  change(): void {
    const { messageIds } = this.random.pick(this.places);
    this.world.updateMessage(this.random.pick(messageIds.slice(10)), {
      status: this.random.pick(['read', 'delivered', 'failed', 'completed']),
    });
  }

  private reader(label: string, placeIds: readonly string[], scopes: readonly Scope[] = ALL_SCOPES): Reader {
    const token = `pit-${this.tokens.word('s')}`;
    this.world.addToken({ token, locationIds: placeIds, scopes });
    return { token, label, placeIds, scopes };
  }

  /** Tokens that upstream has never given out, made of those that it has. */
  private forged(): Reader[] {
    const [first] = this.readers as [Reader];
    const claims = Buffer.from(JSON.stringify({ locationId: this.place(0).id, authClass: 'Location', exp: 4e9 })).toString('base64url');
    const tokens = [
      `${first.token}x`,
      first.token.slice(0, -1),
      first.token.toUpperCase(),
      `${first.token}=`,
      `eyJhbGciOiJub25lIn0.${claims}.`,
      this.place(0).id,
      'null',
      'a'.repeat(4_000),
    ];
    return tokens.map((token, index) => ({ token, label: `forged ${index + 1}`, placeIds: [], scopes: ALL_SCOPES }));
  }

  private populate(id: string, letter: string): Place {
    const marks = new Marks(letter);
    const place: Place = { id, letter, marks, messageIds: [], conversationIds: [], contactIds: [], userIds: [], names: [] };
    this.world.locations.push({ id, name: marks.word('s'), timezone: 'Europe/London' });
    for (let count = 0; count < 3; count += 1) {
      const userId = marks.word('m');
      place.userIds.push(userId);
      const [firstName, lastName] = [marks.word('u'), marks.word('u')];
      const roles = { type: 'account', role: 'user', locationIds: [id] };
      const texts = { name: `${firstName} ${lastName}`, firstName, lastName, email: `${marks.word('u')}@example.com` };
      this.world.users.set(userId, { id: userId, ...texts, phone: marks.phone('u'), extension: '', roles, deleted: false });
    }
    for (let count = 0; count < CONTACTS; count += 1) {
      const [firstName, companyName] = [marks.word('c'), marks.word('c')];
      const contactId = marks.word('m');
      const texts = { firstName, lastName: 'Doe', companyName, email: `${marks.word('c')}@example.com`, phone: marks.phone('c') };
      this.world.addContact({ id: contactId, locationId: id, ...texts, dateUpdated: ANCHOR.toISOString() });
      place.contactIds.push(contactId);
      place.conversationIds.push(marks.word('m'));
      place.names.push(firstName);
    }
    for (let count = 0; count < MESSAGES; count += 1) place.messageIds.push(this.message(place, count));
    return place;
  }

  private message(place: Place, index: number): string {
    const { marks, contactIds, conversationIds, userIds } = place;
    const of = index % CONTACTS;
    return this.world.addMessage({
      ...{ id: marks.word('m'), locationId: place.id, contactId: contactIds[of], conversationId: conversationIds[of] },
      ...TYPES[index % TYPES.length],
      direction: index % 2 === 0 ? 'inbound' : 'outbound',
      // Dates of all places are the same ones: a place in one list is a place in another.
      dateAdded: new Date(ANCHOR.getTime() - (MESSAGES - index) * MINUTE_MS).toISOString(),
      ...(index % 4 === 0 ? {} : { userId: userIds[index % userIds.length] }),
      ...{ body: `hello ${marks.word('m')}`, altId: marks.word('m'), meta: { call: { duration: 60 + index } } },
    }).id;
  }
}
