import { Client } from 'pg';

/** Owns nothing, so that nothing the service is made to say changes a table or lifts its policies. */
export const SERVICE_ROLE = 'leadconnector_messages_service';

/** As whom a process works on the store. */
export interface WorkingAs {
  /** The role to take on; null to stay who logged in. */
  readonly role: string | null;
  /** Whether that is the owner of the tables, whom policies bind as well, but who could lift them. */
  readonly isOwner: boolean;
}

/**
 * Who logged in, unless that is the owner of the tables or somebody for whom policies don't count: then the service's role.
 *
 * @throws Error when policies don't count for who logged in, and the role isn't there for it
 */
export async function workingAs(connectionString: string): Promise<WorkingAs> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<LoginRow>(LOGIN, [SERVICE_ROLE]);
    const [login] = rows;
    if (!login || (!login.bypasses && !login.is_owner)) return { role: null, isOwner: false };
    if (login.may_become) return { role: SERVICE_ROLE, isOwner: false };
    if (!login.bypasses) return { role: null, isOwner: true };
    throw new Error(
      `Row-level security doesn't hold for the database user ${login.name}, and the role ${SERVICE_ROLE} isn't there for it to work as. ` +
        `Let somebody who may make roles run: create role ${SERVICE_ROLE} nologin; grant ${SERVICE_ROLE} to ${login.quoted_name};`,
    );
  } finally {
    await client.end();
  }
}

interface LoginRow {
  readonly name: string;
  readonly quoted_name: string;
  readonly bypasses: boolean;
  readonly is_owner: boolean;
  readonly may_become: boolean;
}

const LOGIN = `
  select current_user::text as name, quote_ident(current_user) as quoted_name, u.rolsuper or u.rolbypassrls as bypasses,
         exists (select from pg_class t
                  where t.relnamespace = current_schema()::regnamespace and t.relname = 'messages' and pg_has_role(t.relowner, 'usage')) as is_owner,
         exists (select from pg_roles r where r.rolname = $1 and pg_has_role(r.oid, 'member')) as may_become
    from pg_roles u
   where u.rolname = current_user`;
