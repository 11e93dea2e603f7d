import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';

/** The rows of a page of calls and SMS, ascending, as the search reads them. $1 location, $2 exclusive lower bound. */
const ROWS = (columns: string) => `
  select ${columns} from (
    (select * from messages where location_id = $1 and message_type = 'TYPE_CALL' and date_updated > $2::timestamptz order by date_updated, id limit 1000)
     union all
    (select * from messages where location_id = $1 and message_type = 'TYPE_SMS' and date_updated > $2::timestamptz order by date_updated, id limit 1000)
    order by date_updated, id limit 1000) as page`;
const BARE = { name: 'bench.bare', text: ROWS('rendered') };
const BARE_WITH_CONTACT_IDS = { name: 'bench.bare.contact', text: ROWS('rendered, contact_id') };
const PARSED = { name: 'bench.parsed', text: ROWS(`(rendered || '}')::json as message, contact_id`) };
const CONTACTS = {
  name: 'bench.contacts',
  text: `select id, ('{' || substr(rendered, 2) || '}')::json as fields from contacts where location_id = $1 and id = any($2)`,
};

/** The connection settings of the service, so that both read by the same plans. */
export function createPool(connectionString: string, connections: number): Pool {
  return new Pool({ connectionString, max: connections, options: '-c enable_seqscan=off -c max_parallel_workers_per_gather=0 -c jit=off' });
}

/** What the bare driver does: the rows of a page, in the columns that the search reads, and nothing with them. @returns how many */
export async function readBare(pool: Pool, withContactIds: boolean, locationId: string, after: string): Promise<number> {
  return (await pool.query({ ...(withContactIds ? BARE_WITH_CONTACT_IDS : BARE), values: [locationId, after] })).rows.length;
}

/** A route that does what most services do: rows as objects, merged, through JSON.stringify. */
export function addStringifyingRoute(app: NestFastifyApplication, pool: Pool): void {
  const instance = app.getHttpAdapter().getInstance();
  instance.get<{ Querystring: { locationId: string; startAfterDate: string; includeContact?: string } }>(
    '/bench/stringify',
    async ({ query }) => {
      const { locationId, startAfterDate, includeContact } = query;
      const { rows } = await pool.query<{ message: object; contact_id: string }>({ ...PARSED, values: [locationId, startAfterDate] });
      if (includeContact !== 'true') return { messages: { messages: rows.map(({ message }) => message) } };
      const ids = [...new Set(rows.map((row) => row.contact_id))];
      const contacts = await pool.query<{ id: string; fields: object }>({ ...CONTACTS, values: [locationId, ids] });
      const byId = new Map(contacts.rows.map(({ id, fields }) => [id, fields]));
      return { messages: { messages: rows.map(({ message, contact_id }) => ({ ...message, ...byId.get(contact_id) })) } };
    },
  );
}
