import fc from 'fast-check';
import { redact } from './redact';

describe('redact', () => {
  it.each([
    ['token abc.def is bad', 'token [redacted] is bad'],
    ['Bearer xyz refused', '[redacted] refused'],
    ['pit-1234-abcd has no access', '[redacted] has no access'],
    ['eyJhbGciOi.eyJzdWIiOi.c2ln expired', '[redacted] expired'],
    ['ann@example.com is taken', '[redacted] is taken'],
    ['phone +1 (555) 000-1234 is invalid', 'phone [redacted] is invalid'],
    ['phone (555) 000-1234', 'phone [redacted]'],
    ['phone 555-000-1234 or 15550001234', 'phone [redacted] or [redacted]'],
    ['limit must not be greater than 500', 'limit must not be greater than 500'],
    ['endDate 1700000000000 is before 2025-10-30T22:45:46.260Z', 'endDate 1700000000000 is before 2025-10-30T22:45:46.260Z'],
  ])('%j becomes %j', (text, expected) => {
    expect(redact(text, 'abc.def')).toBe(expected);
  });

  it('never lets the token through, nor more than 300 characters and an ellipsis', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 3_000 }),
        fc.string({ maxLength: 3_000 }),
        fc.stringMatching(/^[\w-]{24,40}$/),
        (before, after, token) => {
          const text = redact(`${before} ${token} ${after}`, token);
          expect(text).not.toContain(token.slice(0, 20));
          expect(text.length).toBeLessThanOrEqual(301);
        },
      ),
    );
  });

  it('drops a word that it had to cut in two', () => {
    expect(redact('a'.repeat(5_000_000), 'token')).toBe('');
  });
});
