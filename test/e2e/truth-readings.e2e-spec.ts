import { SandboxOptions } from '../../apps/sandbox/src/create-sandbox';
import { expectSame, readAll } from './truth.paging';
import { expectedOf, truthOf, typesOf, Wanted } from './truth.reference';
import { ANCHOR, setStage } from './truth.stage';

const DAY_MS = 86_400_000;
const daysBack = (days: number) => ANCHOR.getTime() - days * DAY_MS;

/** Windows of the past first, apart from each other, overlapping, then all: each is walked from what is known by then. */
const WINDOWS: readonly Pick<Wanted, 'after' | 'upTo'>[] = [
  { after: daysBack(40), upTo: daysBack(35) },
  { after: daysBack(80), upTo: daysBack(60) },
  { after: daysBack(60), upTo: daysBack(38) },
  { upTo: daysBack(85) },
  { after: daysBack(3) },
  { after: daysBack(36), upTo: daysBack(1) },
  {},
];

const READINGS: readonly (readonly [string, Partial<SandboxOptions>])[] = [
  ['endDate bounds the update date, inclusively', { endDateReading: 'updated', endDateInclusive: true }],
  ['endDate bounds the update date, exclusively', { endDateReading: 'updated', endDateInclusive: false }],
  ['endDate bounds the creation date, inclusively', { endDateReading: 'created', endDateInclusive: true }],
  ['endDate bounds the creation date, exclusively', { endDateReading: 'created', endDateInclusive: false }],
  ['answers have the published shapes', { conversationFields: 'published', messageShape: 'published' }],
  ['many messages are updated late', { endDateReading: 'created', lateUpdateRate: 0.4, seed: 7 }],
  ['cursors die at once', { cursorTtlMs: -1, seed: 3 }],
];

describe('whatever upstream’s documentation leaves open', () => {
  it.each(READINGS)('answers all there is where %s', async (_, options) => {
    const stage = await setStage({ messages: 3_000, ...options });
    try {
      const truth = truthOf(stage.sandbox.world, stage.locationId);
      const type = typesOf(truth);
      for (const window of WINDOWS) {
        const wanted: Wanted = { type, ...window, includeContact: true };
        expectSame(await readAll(stage, wanted), expectedOf(truth, wanted));
      }
    } finally {
      await stage.close();
    }
  });
});
