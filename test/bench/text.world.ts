import { Pool } from 'pg';

/** A location in the store, complete, whose messages have words of known frequency. */
export interface TextWorld {
  readonly locationId: string;
  readonly messages: number;
}

const VOCABULARY = 20_000;
const MESSAGES_PER_CONTACT = 12;

/**
 * Stores messages without walking: what is measured begins behind that. A third are calls, without words; of the others each has eight words
 * of a vocabulary in which some are far more frequent than others, and: three of ten `appointment`, three of ten, others, `tomorrow`, one of a
 * hundred `next tuesday`, and one of a hundred thousand `zanzibar`. Of the contacts three of ten are of an `LLC`. Always the same.
 */
export async function storeTextWorld(pool: Pool, { locationId, messages }: TextWorld): Promise<void> {
  const contacts = Math.ceil(messages / MESSAGES_PER_CONTACT);
  await pool.query(`insert into locations (location_id, change_seq, stored) values ($1, $2, $2)`, [locationId, messages]);
  await pool.query(
    `insert into coverage (location_id, channel, covered, as_of, tail_walked_at)
     values ($1, 'messages', tstzmultirange(tstzrange(null, clock_timestamp(), '(]')), clock_timestamp(), clock_timestamp())`,
    [locationId],
  );
  await pool.query(CONTACTS, [locationId, contacts]);
  await pool.query(MESSAGES, [locationId, messages, contacts, VOCABULARY]);
}

const chance = (salt: number) => `(abs(hashint4extended(i, ${salt})) % 1000000) / 1e6`;

const CONTACTS = `
  insert into contacts (location_id, id, rendered, looked_up, observed_at)
  select $1, 'con' || i,
         ',' || substr(json_build_object('fullName', name, 'contactName', name, 'companyName', company, 'email', email, 'phone', phone)::text, 2,
                       length(json_build_object('fullName', name, 'contactName', name, 'companyName', company, 'email', email, 'phone', phone)::text) - 2),
         true, '2026-01-01'
    from (select i, 'First' || i % 400 || ' Last' || i % 3001 as name,
                 case when ${chance(1)} < 0.3 then 'Company' || i || ' LLC' end as company,
                 'first' || i % 400 || '.' || i || '@example.com' as email, '+1555' || lpad(i::text, 7, '0') as phone
            from generate_series(1, $2::int) as i) as c`;
const MESSAGES = `
  insert into messages (location_id, id, date_updated, date_added, change_seq, user_id_source, attribution_length, message_type,
                        conversation_id, contact_id, direction, status, rendered)
  select $1, id, date, date, i, 5, 0, type, 'cnv' || contact, 'con' || contact, 'inbound', 'delivered',
         '{"id":"' || id || '","locationId":"' || $1 || '","messageType":"' || type || '","direction":"inbound","status":"delivered","contactId":"con'
         || contact || '","conversationId":"cnv' || contact || '","dateAdded":"' || iso || '","dateUpdated":"' || iso || '"'
         || case when body = '' then '' else ',"body":"' || body || '"' end || ',"userId":null,"userIdSource":"none"'
    from (select *, to_char(date at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as iso,
                 case when type = 'TYPE_CALL' then ''
                      else concat_ws(' ', (select string_agg('w' || floor($4::int * power(abs(hashint4extended(i, word)) % 1000000 / 1e6, 4)), ' ')
                                             from generate_series(100, 107) as word),
                                     case when ${chance(2)} < 0.45 then 'appointment' end, case when ${chance(3)} < 0.45 then 'tomorrow' end,
                                     case when ${chance(4)} < 0.015 then 'next tuesday' end,
                                     case when ${chance(5)} < 0.08 then 'next' end, case when ${chance(6)} < 0.08 then 'tuesday' end,
                                     case when ${chance(7)} < 0.000015 then 'zanzibar' end) end as body
            from (select i, substr(md5($1 || i), 1, 20) as id, timestamptz '2023-01-01Z' + i * interval '1 minute' as date,
                         case when ${chance(8)} < 0.333 then 'TYPE_CALL' else 'TYPE_SMS' end as type,
                         1 + abs(hashint4extended(i, 9)) % $3::int as contact
                    from generate_series(1, $2::int) as i) as m) as n`;
