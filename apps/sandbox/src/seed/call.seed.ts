import { Random } from './random';

interface CallDetails {
  readonly status: string;
  readonly meta: Record<string, unknown>;
  readonly settlesAfterMs: number;
  readonly byPerson: boolean;
}

const STATUSES = [
  ...Array.from({ length: 14 }, () => 'completed'),
  ...Array.from({ length: 3 }, () => 'no-answer'),
  'busy',
  'voicemail',
  'canceled',
];

/** Outbound calls name who made them; of inbound ones only one in ten names who took it. */
const INBOUND_WITH_USER = 0.1;

export function callDetails(random: Random, isOutbound: boolean): CallDetails {
  const status = random.pick(STATUSES);
  const durationS = status === 'completed' ? Math.ceil(5 + 1_800 * random.next() ** 3) : 0;
  const byPerson = isOutbound ? random.chance(0.92) : status === 'completed' && random.chance(INBOUND_WITH_USER);
  return { status, meta: { call: { duration: durationS, status } }, settlesAfterMs: durationS * 1_000 + random.int(30_000), byPerson };
}

export function voicemailDetails(random: Random): CallDetails {
  const durationS = random.between(3, 120);
  const meta = { call: { duration: durationS, status: 'voicemail' } };
  return { status: 'voicemail', meta, settlesAfterMs: durationS * 1_000 + random.int(60_000), byPerson: false };
}
