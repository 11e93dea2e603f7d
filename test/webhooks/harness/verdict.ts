import { Client } from 'pg';
import { FORGED, MAIN_LOCATION_ID, MAIN_TOKEN, Sandbox } from '../../../apps/sandbox/src/create-sandbox';
import { Outcome } from './sender';

/** What was wrong, in words; nothing when all is as it must be. */
export type Faults = string[];

interface ShownMessage {
  readonly id: string;
  readonly userId: string | null;
  readonly userIdSource: string;
  readonly fullName: string | null;
}

/** An event that was answered 200 must have done its work; one that was never answered may have. */
const isAcknowledged = ({ statuses }: Outcome) => statuses.includes(200);
const isUncertain = ({ statuses }: Outcome) => !statuses.includes(200) && statuses.includes(0);

/** No forged event was accepted, and none was answered with a 5xx or anything else that upstream doesn't know. */
export function judgeAnswers(outcomes: readonly Outcome[]): Faults {
  return outcomes.flatMap(({ event, statuses }) => {
    const allowed = event.isForged ? [401, 429, 0] : [200, 429, 0];
    const wrong = statuses.filter((status) => !allowed.includes(status));
    return wrong.map((status) => `${event.isForged ? 'a forged' : 'a true'} event was answered ${status}`);
  });
}

/** Every event was kept once, and before anything is walked again the contacts are as the newest acknowledged events say. */
export async function judgeStore(databaseUrl: string, outcomes: readonly Outcome[]): Promise<Faults> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const kept = await client.query<{ state: string; count: number }>(
      'select state, count(*)::integer as count from webhook_events where location_id = $1 group by state',
      [MAIN_LOCATION_ID],
    );
    const contacts = await client.query<{ id: string; rendered: string }>('select id, rendered from contacts where location_id = $1', [
      MAIN_LOCATION_ID,
    ]);
    const names = new Map(contacts.rows.map(({ id, rendered }) => [id, nameIn(rendered)]));
    return [...judgeInbox(kept.rows, outcomes), ...judgeNames(names, outcomes)];
  } finally {
    await client.end();
  }
}

function judgeInbox(kept: readonly { state: string; count: number }[], outcomes: readonly Outcome[]): Faults {
  const genuine = outcomes.filter(({ event }) => !event.isForged);
  const acknowledged = genuine.filter(isAcknowledged).length;
  const most = acknowledged + genuine.filter(isUncertain).length;
  const total = kept.reduce((sum, { count }) => sum + count, 0);
  const faults = total < acknowledged || total > most ? [`${total} events were kept where ${acknowledged} to ${most} must be`] : [];
  return [...faults, ...kept.filter(({ state }) => state !== 'applied').map(({ state, count }) => `${count} events are ${state}`)];
}

/** What was told of each contact, in the order in which it happened. */
function toldOfContacts(outcomes: readonly Outcome[]): ReadonlyMap<string, readonly Outcome[]> {
  const byContact = new Map<string, Outcome[]>();
  for (const outcome of [...outcomes].sort((a, b) => a.event.at - b.event.at)) {
    const { id } = outcome.event.fields;
    if (outcome.event.isForged || typeof id !== 'string') continue;
    const told = byContact.get(id) ?? [];
    byContact.set(id, told);
    told.push(outcome);
  }
  return byContact;
}

function judgeNames(names: ReadonlyMap<string, string | null>, outcomes: readonly Outcome[]): Faults {
  return [...toldOfContacts(outcomes)].flatMap(([id, inOrder]) => {
    const newest = inOrder.findLastIndex(isAcknowledged);
    if (newest < 0) return [];
    const allowed = inOrder.slice(newest).filter((one, index) => index === 0 || isUncertain(one));
    const name = names.get(id) ?? null;
    return allowed.some(({ event }) => event.fields.name === name) ? [] : [`a contact is called ${name}, not as its newest event says`];
  });
}

/** Once all is walked again: every call has the user that its event told, and every contact the name that upstream has. */
export async function judgeSearch(apiUrl: string, sandbox: Sandbox, outcomes: readonly Outcome[]): Promise<Faults> {
  const shown = await searchAll(apiUrl);
  const told = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const { messageId } = outcome.event.fields;
    if (!outcome.event.isForged && typeof messageId === 'string') told.set(messageId, outcome);
  }
  const contacts = toldOfContacts(outcomes);
  const faults: Faults = [];
  for (const [id, userId] of sandbox.webhooks.answeredBy) {
    const message = shown.get(id);
    const outcome = told.get(id);
    if (!message) faults.push('a call is not shown');
    else if (message.userId === FORGED) faults.push('a forged user is shown');
    else if (message.userId === userId && message.userIdSource === 'webhook') {
      if (!outcome) faults.push('a call has a user that no event told');
    } else if (outcome && isAcknowledged(outcome)) faults.push('a call has not the user that its event told');
    const contact = sandbox.world.contacts.get(sandbox.world.messages.get(id)?.contactId ?? '');
    const newest = contacts.get(contact?.id ?? '')?.at(-1);
    // What nobody was told of is learnt when upstream's directory is next read as a whole.
    const isTold = newest === undefined || isAcknowledged(newest);
    if (message && isTold && message.fullName !== (contact?.name ?? null)) faults.push('a call is shown with an old name');
  }
  return faults;
}

async function searchAll(apiUrl: string): Promise<ReadonlyMap<string, ShownMessage>> {
  const shown = new Map<string, ShownMessage>();
  for (let cursor: string | undefined; ;) {
    const query = new URLSearchParams({
      ...{ locationId: MAIN_LOCATION_ID, type: 'TYPE_CALL', limit: '1000', includeContact: 'true' },
      ...(cursor !== undefined && { cursor }),
    });
    const headers = { authorization: `Bearer ${MAIN_TOKEN}`, ...(cursor === undefined && { 'cache-control': 'max-age=0' }) };
    const response = await fetch(`${apiUrl}/messages/search?${query.toString()}`, { headers });
    if (response.status === 503) continue;
    if (response.status !== 200) throw new Error(`The search was answered ${response.status}: ${await response.text()}`);
    const { messages } = (await response.json()) as { messages: { messages: ShownMessage[]; nextPage: boolean; nextCursor?: string } };
    for (const message of messages.messages) shown.set(message.id, message);
    if (!messages.nextPage) return shown;
    cursor = messages.nextCursor;
  }
}

function nameIn(rendered: string): string | null {
  return (JSON.parse(`{${rendered.slice(1)}}`) as { fullName: string | null }).fullName;
}
