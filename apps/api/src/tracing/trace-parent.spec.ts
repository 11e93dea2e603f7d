import fc from 'fast-check';
import { parseTraceparent } from './trace-parent';

const hex = (length: number) =>
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length }).map((digits) => digits.join(''));
const id = (length: number) => hex(length).filter((text) => !/^0+$/.test(text));

describe('parseTraceparent', () => {
  it('reads whatever is well formed, and of its flags only whether it is sampled', () => {
    fc.assert(
      fc.property(id(32), id(16), hex(2), (traceId, spanId, flags) => {
        const traceFlags = parseInt(flags, 16) % 2;
        expect(parseTraceparent(`00-${traceId}-${spanId}-${flags}`)).toEqual({ traceId, spanId, traceFlags, isRemote: true });
      }),
    );
  });

  it('takes nothing else for a place in a trace, whatever it is given', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.anything()), (given) => expect(parseTraceparent(given)).toBeNull()));
  });

  it.each([
    ['no trace', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['no span', `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`],
    ['capitals', '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01'],
    ['the version that is none', 'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    ['more than its version has', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what'],
    ['a line feed', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n'],
  ])('refuses %s', (_, header) => expect(parseTraceparent(header)).toBeNull());

  it('reads a version that is to come by the fields that it knows', () => {
    const header = 'cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-brings';
    expect(parseTraceparent(header)?.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });
});
