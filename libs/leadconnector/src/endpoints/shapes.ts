import { z } from 'zod';
import { WireRecord } from '../wire.types';

/** A list whose elements are not looked at: one bad record must not fail its page, and a page of 1,000 must cost nothing to check. */
export const records = z.custom<readonly unknown[]>((value) => Array.isArray(value), 'expected an array');

/** A count that is nice to have: anything but a number is null. */
export const count = z.number().nullish().catch(null);

export function isRecord(value: unknown): value is WireRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * One record, bare or under `name`. The bare form must have an `id`: without it an unknown envelope would pass for a record.
 */
export function recordOf<Wire extends WireRecord>(name: string): z.ZodType<Wire> {
  return z.unknown().transform((answer, context) => {
    if (isRecord(answer)) {
      const nested = answer[name];
      if (isRecord(nested)) return nested as Wire;
      if (typeof answer.id === 'string') return answer as Wire;
    }
    context.addIssue({ code: 'custom', message: `expected a ${name}` });
    return z.NEVER;
  });
}
