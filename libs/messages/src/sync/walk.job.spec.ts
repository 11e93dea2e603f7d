import { ALL_TIME, Window } from '../model/window';
import { WalkJob } from './walk.job';
import { StoredPage } from './walker';

const page = (given: Partial<StoredPage> = {}): StoredPage => ({
  messagesRead: 500,
  messagesStored: 400,
  provenDownTo: 0,
  total: null,
  ...given,
});
const job = (window: Window) => new WalkJob('messages', window, 1_000);

describe('how far a walk is', () => {
  it('is unknown before its first page', () => {
    expect(job(ALL_TIME).progress(2_000)).toEqual({ messagesRead: 0, messagesStored: 0, pages: 0, fraction: null, remainingMs: null });
  });

  it('is the share of the dates of its window that are proved', () => {
    const walk = job({ after: 2_000, upTo: 10_000 });
    walk.onPage(page({ provenDownTo: 8_000 }));
    expect(walk.progress(20_000)).toMatchObject({ pages: 1, messagesRead: 500, messagesStored: 400, fraction: 0.25, remainingMs: 57_000 });
    walk.onPage(page({ provenDownTo: -Infinity }));
    expect(walk.progress(20_000)).toMatchObject({ pages: 2, messagesRead: 1_000, messagesStored: 800, fraction: 1, remainingMs: 0 });
  });

  it('reckons a window without end from now', () => {
    const walk = job({ after: 2_000, upTo: Infinity });
    walk.onPage(page({ provenDownTo: 6_000 }));
    expect(walk.progress(10_000).fraction).toBe(0.5);
  });

  it('is, of all history, the share of the messages that upstream counts, if it does', () => {
    const walk = job(ALL_TIME);
    walk.onPage(page());
    expect(walk.progress(10_000)).toMatchObject({ fraction: null, remainingMs: null });
    walk.onPage(page({ total: 4_000 }));
    walk.onPage(page());
    expect(walk.progress(10_000)).toMatchObject({ fraction: 0.375, remainingMs: 15_000 });
  });
});
