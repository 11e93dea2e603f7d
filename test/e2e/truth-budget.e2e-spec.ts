import { searchPath } from './truth.paging';
import { TrueAnswer, truthOf, typesOf } from './truth.reference';
import { ANCHOR, setStage, Stage } from './truth.stage';

const DAY_MS = 86_400_000;
const SEARCHES = [
  ['of everything', undefined],
  ['of the last 30 days', 30],
  ['of the last 7 days', 7],
  ['of the last day', 1],
] as const;

describe('what a cold search of 20,000 messages costs upstream', () => {
  it.each(SEARCHES)('asks at most what the pages of messages and of conversations take, %s', async (_, days) => {
    const stage = await setStage();
    try {
      const after = days && ANCHOR.getTime() - days * DAY_MS;
      const truth = truthOf(stage.sandbox.world, stage.locationId);
      // What a search that names no e-mail must read: upstream can't be asked for less.
      const read = truth.filter(({ date, message }) => date > (after ?? -Infinity) && message.type !== 3);
      const type = typesOf(truth).filter((name) => name !== 'TYPE_EMAIL');
      const { status, body } = await stage.api.get(searchPath(stage, { type, after }, { includeContact: 'true', includeTotal: 'true' }));
      expect({ status, complete: body.complete, total: body.total }).toEqual({ status: 200, complete: true, total: read.length });
      expect(figures(stage, read)).toEqual({ ...figures(stage, read), isWithinBudget: true });
    } finally {
      await stage.close();
    }
  });
});

/** The calls, the budget and what it's made of, so that a failure shows all of it. */
function figures({ sandbox }: Stage, read: readonly TrueAnswer[]) {
  const conversations = new Set(read.map(({ message }) => message.conversationId)).size;
  // Nobody but the contact's own assignee can be their user, and that no row of a conversation tells.
  const isUnowned = ({ message }: TrueAnswer) => message.userIdSource === 'contact' || message.userIdSource === 'none';
  const unowned = new Set(read.filter(isUnowned).map(({ contactId }) => contactId)).size;
  const budget = Math.ceil(read.length / 500) + Math.ceil(conversations / 100) + 5 + Math.ceil(unowned / 500);
  const calls = new Map<string, number>();
  for (const { method, path } of sandbox.requests) {
    const name = `${method} ${path.replace(/\/\w{20}$/, '/{id}')}`;
    calls.set(name, (calls.get(name) ?? 0) + 1);
  }
  const made = sandbox.requests.length;
  return { messages: read.length, conversations, unowned, budget, made, calls: Object.fromEntries(calls), isWithinBudget: made <= budget };
}
