import { conversationPages } from './conversation.paging';
import { ConversationSearchPage } from './leadconnector.client';
import { ConversationSearchParameters } from './endpoints/search-conversations.endpoint';

const ORIGIN = { body: null, meta: { sentAt: 0, serverDate: null, traceId: null } };

/** Serves one page after the other; answers with all rows and the parameters asked with. */
async function collect(
  parameters: ConversationSearchParameters & { sortBy?: 'last_message_date' },
  pages: readonly (readonly unknown[])[],
): Promise<{ rows: unknown[]; asked: ConversationSearchParameters[] }> {
  const rows: unknown[] = [];
  const asked: ConversationSearchParameters[] = [];
  const search = (given: ConversationSearchParameters): Promise<ConversationSearchPage> =>
    Promise.resolve({ conversations: pages[asked.push(given) - 1] ?? [], total: null, ...ORIGIN });
  for await (const page of conversationPages(parameters, search)) rows.push(...page.conversations);
  return { rows, asked };
}

const row = (lastMessageDate: unknown): unknown => ({ lastMessageDate });

describe('conversationPages', () => {
  it('goes on after the last row of a full page, and stops at a short one', async () => {
    const { rows, asked } = await collect({ limit: 2, status: 'all' }, [
      [row(9), row(8)],
      [row(7), row('1970-01-01T00:00:00.006Z')],
      [row(5)],
    ]);
    expect(rows).toHaveLength(5);
    expect(asked).toEqual([
      { limit: 2, status: 'all', startAfterDate: undefined },
      { limit: 2, status: 'all', startAfterDate: 8 },
      { limit: 2, status: 'all', startAfterDate: 6 },
    ]);
  });

  it('asks for the largest page when no size is given', async () => {
    expect((await collect({ startAfterDate: 3 }, [])).asked).toEqual([{ limit: 100, startAfterDate: 3 }]);
  });

  it.each([
    ['ends on the date it began after', [row(9), row(8)], [row(8), row(8)]],
    ['ends on a row without a date', [row(9), row(8)], [row(7), row(null)]],
    ['ends on a row that is no object', [row(9), row(8)], [row(7), 'bad']],
  ])('stops when a page %s', async (_, first, second) => {
    expect((await collect({ limit: 2 }, [first, second, [row(1)]])).asked).toHaveLength(2);
  });

  it('refuses dates that go in a circle', async () => {
    const circle = [1, 2, 1, 2, 1, 2].map((date) => [row(date)]);
    await expect(collect({ limit: 1 }, circle)).rejects.toMatchObject({ code: 'stalled-paging' });
  });
});
