import { aMessage } from './message.fixture';
import { changeOf, KnownVersion, newestVersions } from './version';

const hash = (rendered: string) => `hash of ${rendered}`;
const known = (given: Partial<KnownVersion> = {}): KnownVersion => ({
  dateUpdated: 2_000,
  contentHash: hash(aMessage().rendered),
  attribution: null,
  ...given,
});
const OF_CONVERSATION = { userId: 'ann', source: 'conversation', date: 3_000 } as const;

describe('a message that upstream shows', () => {
  it('is stored when it is not known', () => {
    expect(changeOf(aMessage(), undefined, [], hash)).toEqual({ kind: 'message', change: { message: aMessage(), attribution: null } });
  });

  it('replaces an older version, and one of the same date with other content', () => {
    expect(changeOf(aMessage(), known({ dateUpdated: 1_999 }), [], hash).kind).toBe('message');
    expect(changeOf(aMessage(), known({ contentHash: 'of another' }), [], hash).kind).toBe('message');
  });

  it('never replaces a newer version, whatever its content', () => {
    expect(changeOf(aMessage(), known({ dateUpdated: 2_001, contentHash: 'of another' }), [], hash)).toEqual({ kind: 'none' });
  });

  it('changes nothing when it is known as it is', () => {
    expect(changeOf(aMessage(), known({ attribution: OF_CONVERSATION }), [OF_CONVERSATION, undefined], hash)).toEqual({ kind: 'none' });
  });

  it('brings evidence even in an older version', () => {
    const older = changeOf(aMessage({ userId: 'bob' }), known({ dateUpdated: 9_000, attribution: OF_CONVERSATION }), [], hash);
    expect(older).toEqual({
      kind: 'attribution',
      change: { id: 'msg1', attribution: { userId: 'bob', source: 'message', date: 2_000 } },
    });
  });

  it('keeps what it was attributed to when a newer version names nobody', () => {
    const attribution = { userId: 'bob', source: 'message', date: 1_500 } as const;
    const change = changeOf(aMessage(), known({ dateUpdated: 1_500, attribution }), [OF_CONVERSATION], hash);
    expect(change).toEqual({ kind: 'message', change: { message: aMessage(), attribution } });
  });
});

describe('several versions on one page', () => {
  it('leave the newest of each message, and of equal dates the one shown last', () => {
    const first = aMessage({ status: 'sent' });
    const older = aMessage({ dateUpdated: 1_500, status: 'pending' });
    const last = aMessage({ status: 'read' });
    const other = aMessage({ id: 'msg2' });
    expect(newestVersions([first, other, older])).toEqual([first, other]);
    expect(newestVersions([older, first, last])).toEqual([last]);
  });
});
