import { ALL_SCOPES } from '../../../apps/sandbox/src/create-sandbox';
import { Random } from '../../../apps/sandbox/src/seed/random';
import { disguise } from './disguises';
import { Harvest } from './harvest';
import { bearer, Family, Probe, withHeaders } from './probe';
import { Question, Shape, SHAPES, Twist } from './questions';
import { ADMIN_TOKEN, NOWHERE, Place, Reader, TenantWorld } from './world';

const FAMILIES: readonly (readonly [Family, number])[] = [
  ['rightful', 0.27],
  ['trespass', 0.4],
  ['smuggled', 0.18],
  ['disguised', 0.11],
  ['operator', 0.04],
];
/** Of those that can have one. */
const TWINS = 0.25;
const ASKED_OF_UPSTREAM = 0.2;
const CACHE_CONTROLS = [...Array<null>(12).fill(null), ...Array<string>(6).fill('max-age=86400'), 'no-cache', 'max-age=0'];
const GOING_ON = SHAPES.filter(({ goesOnBy }) => goesOnBy !== undefined);
const BY_ID = SHAPES.filter(({ isLocated }) => !isLocated);
const SEARCHES = SHAPES.filter(({ route }) => route.includes('search'));
const OPERATORS = [
  ['GET', () => '/connections'],
  ['GET', ({ id }: Place) => `/connections?limit=10&after=${encodeURIComponent(id)}`],
  ['GET', ({ id }: Place) => `/locations/${encodeURIComponent(id)}/connection`],
  ['GET', () => '/webhooks/inbox'],
  ['GET', ({ id }: Place) => `/webhooks/dead-letters?locationId=${encodeURIComponent(id)}`],
  ['POST', () => '/webhooks/dead-letters/1/replay'],
  ['DELETE', () => '/webhooks/dead-letters/1'],
  ['DELETE', ({ id }: Place) => `/locations/${encodeURIComponent(id)}/sync`],
  ['DELETE', ({ id }: Place) => `/locations/${encodeURIComponent(id)}/connection?purge=true`],
] as const;

/** Makes probes, the same ones for the same seed and the same answers to those before. */
export class ProbeGenerator {
  constructor(
    private readonly world: TenantWorld,
    private readonly harvest: Harvest,
    private readonly random: Random,
  ) {}

  next(): Probe {
    const family = this.family();
    if (family === 'rightful') return this.rightful();
    if (family === 'trespass') return this.trespass();
    if (family === 'smuggled') return this.smuggled();
    return family === 'disguised' ? this.disguised() : this.operators();
  }

  private rightful(): Probe {
    const shape = this.random.pick(SHAPES);
    const question = shape.about(this.random.pick(this.world.places), this.twist());
    const reader = this.random.pick(this.world.readers.filter((one) => this.mayAsk(one, question)));
    // Whoever lacks a scope may be refused: what a search has to read first may need it.
    const isServed = shape.hasRows && reader.scopes.length === ALL_SCOPES.length;
    return this.probe('rightful', reader, question, { rule: isServed ? 'rows' : 'any' });
  }

  /** Of what somebody has just been answered, rather than of anything. */
  private trespass(): Probe {
    const known = this.random.chance(0.7) ? this.harvest.answered(this.random) : null;
    const shape = known?.shape ?? this.random.pick(SHAPES);
    const place = known?.place ?? this.random.pick(this.world.places);
    const tag = this.random.chance(0.15) ? this.harvest.tag(this.random, place) : undefined;
    const goesOn = shape.goesOnBy && this.random.chance(0.2) ? this.harvest.place(this.random, shape, place) : undefined;
    const parameters = { ...(goesOn !== undefined && shape.goesOnBy && { [shape.goesOnBy]: goesOn }) };
    const twist = this.twist(parameters, tag === undefined ? [] : [['If-None-Match', tag]]);
    const question = shape.about(place, twist);
    const asHead = question.method === 'GET' && !/changes/.test(shape.route) && this.random.chance(0.03);
    const reader = this.random.pick(this.world.readers.filter((one) => !this.mayAsk(one, question) && !isOrder(one, question)));
    // Whoever has the location but not the scope knows that it exists.
    const canHaveTwin = shape.isLocated && goesOn === undefined && !asHead && !reader.placeIds.includes(place.id);
    return this.probe('trespass', reader, asHead ? { ...question, method: 'HEAD' } : question, {
      ...{ rule: 'refused', isWarm: known !== null },
      // What is signed for its location is refused as such elsewhere, after the token.
      ...(canHaveTwin && this.random.chance(TWINS) && { twin: this.twinOf(shape, place, twist, reader) }),
      ...(!shape.isLocated && this.random.chance(ASKED_OF_UPSTREAM) && { asUpstream: true as const }),
    });
  }

  /** Asked for one's own, with what is somebody else's. */
  private smuggled(): Probe {
    const [own, foreign] = this.two();
    const owners = this.world.readers.filter(({ placeIds }) => placeIds.includes(own.id) && !placeIds.includes(foreign.id));
    const reader = this.random.pick(owners);
    const kind = this.random.int(6);
    if (kind <= 1) {
      const shape = this.random.pick(GOING_ON);
      const by = shape.goesOnBy ?? 'cursor';
      const cursor = this.harvest.place(this.random, shape, kind === 0 ? foreign : own);
      if (cursor !== undefined) {
        const given = kind === 0 ? cursor : this.altered(cursor);
        return this.probe('smuggled', reader, shape.about(own, this.twist({ [by]: given })), { rule: 'refused' });
      }
    }
    if (kind === 2) {
      const tag = this.harvest.tag(this.random, foreign);
      if (tag !== undefined)
        return this.probe('smuggled', reader, this.random.pick(SEARCHES).about(own, this.twist({}, [['If-None-Match', tag]])), {
          rule: 'fresh',
        });
    }
    if (kind === 3) {
      const question = this.random.pick(BY_ID).about(foreign, this.twist({}, [['X-Location-Id', own.id]]));
      return this.probe('smuggled', reader, question, { rule: 'refused' });
    }
    if (kind === 4) {
      const lastMessageId = this.random.pick(foreign.messageIds);
      const about = this.random.chance(0.5)
        ? this.random.pick(SEARCHES).about(own, this.twist({ lastMessageId }))
        : BY_ID.at(-1)?.about(own, this.twist({ lastMessageId }));
      return this.probe('smuggled', reader, about ?? this.random.pick(SEARCHES).about(own), { rule: 'refused' });
    }
    return this.probe('smuggled', reader, this.filtered(own, foreign), { rule: 'any' });
  }

  /** One's own, narrowed to what only others have. */
  private filtered(own: Place, foreign: Place): Question {
    const { contactIds, conversationIds, userIds, names } = foreign;
    const given = this.random.pick<Record<string, string>>([
      { contactId: this.random.pick(contactIds) },
      { conversationId: this.random.pick(conversationIds) },
      { userId: this.random.pick(userIds) },
      { query: this.random.pick(names), includeContact: 'true' },
      { query: '%', includeContact: 'true' },
      { query: '*', includeTotal: 'true' },
    ]);
    const routes = 'contactId' in given || 'conversationId' in given ? /search|export/ : /search/;
    const shapes = SHAPES.filter(({ route, isLocated }) => isLocated && routes.test(route));
    return this.random.pick(shapes).about(own, this.twist(given));
  }

  private disguised(): Probe {
    const [own, foreign] = this.two();
    const of = (mine: Place, other: Place) =>
      this.random.pick(this.world.readers.filter(({ placeIds }) => placeIds.includes(mine.id) && !placeIds.includes(other.id)));
    const reader = of(own, foreign);
    const { request, route, about, rule } = disguise({ reader, own, foreign, owner: of(foreign, own) }, this.random);
    return { family: 'disguised', route, request, reader, about, read: readOf(request.path), rule, isWarm: false };
  }

  private operators(): Probe {
    const [method, path] = this.random.pick(OPERATORS);
    const place = this.random.pick(this.world.places);
    const isOperator = method === 'GET' && this.random.chance(0.3);
    const reader = this.random.pick(this.world.readers.filter(({ token }) => (token === ADMIN_TOKEN) === isOperator));
    const request = withHeaders({ method, path: path(place), headers: [] }, bearer(reader));
    const twin = {
      request: { ...request, path: path({ ...place, id: nowhere(place, this.world) }) },
      locationId: nowhere(place, this.world),
    };
    const more = isOperator ? ({ rule: 'any' } as const) : ({ rule: 'refused', twin } as const);
    return {
      family: 'operator',
      route: 'operator',
      request,
      reader,
      about: isOperator ? null : place,
      read: 'messages',
      isWarm: false,
      ...more,
    };
  }

  private probe(family: Family, reader: Reader, question: Question, more: Pick<Probe, 'rule'> & Partial<Probe>): Probe {
    const { route, place, read } = question;
    return { family, route, request: withHeaders(question, bearer(reader)), reader, about: place, read, isWarm: false, ...more };
  }

  private twinOf(shape: Shape, place: Place, twist: Twist, reader: Reader): Probe['twin'] {
    const locationId = nowhere(place, this.world);
    return { request: withHeaders(shape.about(place, { ...twist, locationId }), bearer(reader)), locationId };
  }

  private twist(parameters: Twist['parameters'] = {}, headers: NonNullable<Twist['headers']> = []): Twist {
    const cacheControl = this.random.pick(CACHE_CONTROLS);
    const all = [
      ...headers,
      ...(cacheControl === null ? [] : [['Cache-Control', cacheControl] as const]),
      ...(this.random.chance(0.05) ? [['Accept-Encoding', 'gzip'] as const] : []),
    ];
    return { parameters, headers: all };
  }

  private mayAsk(reader: Reader, { place, needs, read }: Question): boolean {
    return needs.every((kind) => this.world.mayRead(reader, place, kind, read));
  }

  private two(): [Place, Place] {
    const own = this.random.pick(this.world.places);
    return [own, this.random.pick(this.world.places.filter((place) => place !== own))];
  }

  /** With one character changed. */
  private altered(cursor: string): string {
    const at = this.random.int(cursor.length);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.replace(cursor.charAt(at), '');
    return cursor.slice(0, at) + letters.charAt(this.random.int(letters.length)) + cursor.slice(at + 1);
  }

  private family(): Family {
    let left = this.random.next();
    for (const [family, share] of FAMILIES) if ((left -= share) < 0) return family;
    return 'trespass';
  }
}

/** The operator may have what is connected read, and reads nothing by it. */
function isOrder({ token }: Reader, { route }: Question): boolean {
  return token === ADMIN_TOKEN && route === 'POST sync';
}

/** Nobody's location that looks most like this one. */
function nowhere(place: Place, { places }: TenantWorld): string {
  return NOWHERE[places.indexOf(place)] as string;
}

function readOf(path: string): Question['read'] {
  return path.startsWith('/conversations/search') ? 'conversations' : 'messages';
}
