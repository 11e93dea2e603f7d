import fc from 'fast-check';
import { isTimeZone, offsetsOf, startOfDay } from './time-zone';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'America/Havana',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const anyZone = fc.constantFrom(...ZONES);
const anyMoment = fc.date({ min: new Date('1971-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }).map((date) => date.getTime());

/** The date that a calendar there shows, by another way. */
const dayThere = (zone: string, at: number): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at);

describe('time zones', () => {
  it('show what clocks there show', () => {
    fc.assert(
      fc.property(anyZone, anyMoment, (zone, at) => {
        const offsetMs = offsetsOf(zone).findLast(({ since }) => since <= at)?.offsetMs ?? 0;
        expect(new Date(at + offsetMs).toISOString().slice(0, 10)).toBe(dayThere(zone, at));
      }),
    );
  });

  it('begin a day at the first moment that shows it', () => {
    fc.assert(
      fc.property(anyZone, anyMoment, (zone, at) => {
        const day = dayThere(zone, at);
        const start = startOfDay(zone, day);
        expect([dayThere(zone, start), dayThere(zone, start - 1) < day, start <= at]).toEqual([day, true, true]);
      }),
    );
  });

  it.each([
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['America/New_York', '2026-03-09', '2026-03-09T04:00:00.000Z'],
    ['Asia/Kathmandu', '2026-03-09', '2026-03-08T18:15:00.000Z'],
    // Its clocks are set back from one o'clock to midnight, and forward at midnight.
    ['America/Havana', '2025-11-02', '2025-11-02T04:00:00.000Z'],
    ['America/Havana', '2025-03-09', '2025-03-09T05:00:00.000Z'],
  ])('know when a day begins in %s: %s', (zone, day, start) => {
    expect(new Date(startOfDay(zone, day)).toISOString()).toBe(start);
  });

  it('are those of the IANA database', () => {
    const given = ['Europe/Berlin', 'UTC', 'Nowhere/Else', '+05:45', '', 'UTC; select', 7];
    expect(given.map(isTimeZone)).toEqual([true, true, false, false, false, false, false]);
  });
});
