import { AccessService } from '../access/access.service';
import { LocationOf, Payers } from './location-of';

/** Holds reads back until they are told what to answer. */
class HeldReads {
  readonly payers: Payers[] = [];
  private readonly ends: ((error: Error | null) => void)[] = [];

  readonly read = (payers: Payers): Promise<void> => {
    this.payers.push(payers);
    return new Promise((resolve, reject) => this.ends.push((error) => (error ? reject(error) : resolve())));
  };

  async end(index: number, error: Error | null = null): Promise<void> {
    this.ends[index]?.(error);
    await new Promise(setImmediate);
  }
}

describe('the location of a read whose parameters do not say', () => {
  const setUp = (accepted: Record<string, string[]> = {}) => {
    const access = { locationsOf: (token: string) => accepted[token] ?? [] };
    return { locations: new LocationOf(access as unknown as AccessService), held: new HeldReads(), accepted };
  };

  it('is the one that accepts the token', async () => {
    const { locations } = setUp({ pit: ['loc1'] });
    expect(await locations.charge('pit', { id: 'a' }, (payers) => Promise.resolve(payers))).toEqual(['loc1']);
  });

  it('may be any of several, each of which then pays', async () => {
    const { locations } = setUp({ pit: ['loc2', 'loc1'] });
    expect(await locations.charge('pit', { id: 'a' }, (payers) => Promise.resolve(payers))).toEqual(['loc2', 'loc1']);
  });

  it('is the one that this token has seen the id in', () => {
    const { locations } = setUp({ pit: ['loc2', 'loc1'], other: ['loc2', 'loc1'] });
    locations.remember('pit', [{ id: 'a', locationId: 'loc1' }]);
    expect(locations.candidates('pit', { id: 'a' })).toEqual(['loc1']);
    expect(locations.candidates('pit', { id: 'b' })).toEqual(['loc2', 'loc1']);
    expect(locations.candidates('other', { id: 'a' })).toEqual(['loc2', 'loc1']);
  });

  it('is what the caller claims, whatever was seen', () => {
    const { locations } = setUp({ pit: ['loc2', 'loc1'] });
    locations.remember('pit', [{ id: 'a', locationId: 'loc1' }]);
    expect(locations.candidates('pit', { id: 'a', claimedLocationId: 'loc2' })).toEqual(['loc2']);
  });

  it('is learnt from answers, where nothing else tells', () => {
    const { locations } = setUp();
    locations.remember('pit', [{ id: 'a', locationId: 'loc1' }]);
    expect(locations.candidates('pit', { id: 'b' })).toEqual(['loc1']);
    expect(locations.candidates('other', { id: 'b' })).toEqual([]);
  });

  it('lets one request of an unknown token out at a time until an answer tells', async () => {
    const { locations, held } = setUp();
    const all = ['a', 'b', 'c'].map((id) => locations.charge('pit', { id }, held.read));
    expect(held.payers).toEqual([[expect.stringMatching(/^unknown-of-[\w-]{43}$/)]]);
    await held.end(0, new Error('no'));
    await expect(all[0]).rejects.toThrow('no');
    expect(held.payers).toHaveLength(2);
    locations.remember('pit', [{ id: 'b', locationId: 'loc1' }]);
    await held.end(1);
    expect(held.payers.slice(2)).toEqual([['loc1']]);
    await held.end(2);
    await Promise.all(all.slice(1));
  });

  it('keeps tokens that nothing is known of apart', () => {
    const { locations, held } = setUp();
    void locations.charge('pit', { id: 'a' }, held.read);
    void locations.charge('other', { id: 'a' }, held.read);
    expect(new Set(held.payers.map(([payer]) => payer)).size).toBe(2);
  });
});
