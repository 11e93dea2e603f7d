import { Credential, ExportQuery, ReadAnswer, ReadsService } from '@app/messages';
import { MAIN_TOKEN, Message } from '../../apps/sandbox/src/create-sandbox';
import { ask, ExportPage } from '../../apps/sandbox/src/sandbox-client.fixture';
import { readAll } from './truth.paging';
import { truthOf, typesOf } from './truth.reference';
import { Stage } from './truth.stage';

/** Whom messages belong to, by id. */
export type Users = ReadonlyMap<string, { readonly userId: string | null; readonly userIdSource: string }>;

export type Body = Record<string, unknown>;

export const credentialOf = ({ locationId }: Stage): Credential => ({ locationId, token: MAIN_TOKEN });

export const readsOf = ({ api }: Stage): ReadsService => api.app.get(ReadsService);

/** Every message of the stage's location as upstream has it. */
export const messagesOf = ({ sandbox, locationId }: Stage): readonly Message[] => sandbox.world.messagesOf(locationId);

/** Walks all that the location has, e-mail included. */
export async function walkAll(stage: Stage): Promise<void> {
  await readAll(stage, { type: typesOf(truthOf(stage.sandbox.world, stage.locationId)) });
}

/** Whom each message belongs to, by the contract alone. */
export function usersOf({ sandbox, locationId }: Stage): Users {
  return new Map(
    truthOf(sandbox.world, locationId).map(({ message: { id, userId, userIdSource } }) => [
      id,
      { userId: userId as string | null, userIdSource: String(userIdSource) },
    ]),
  );
}

/** The record with its user added, where upstream names none and one is known. */
export function filled(message: Message, users: Users): Body {
  const user = users.get(message.id);
  return message.userId !== undefined || !user || user.userId === null ? { ...message } : { ...message, ...user };
}

/** What a client would read; null where the store doesn't answer. */
export function bodyOf(answer: ReadAnswer | null): Body | null {
  return answer && (JSON.parse(answer.render('our trace').toString()) as Body);
}

/** Asks upstream itself, past the service. */
export async function askUpstream<T = Body>(stage: Stage, path: string, query: Record<string, string | number | undefined>): Promise<T> {
  const { status, body } = await ask<T>(stage.sandbox.url, path, query);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Upstream's own pages of an export, to the last. */
export async function exportOfUpstream(stage: Stage, query: ExportQuery): Promise<readonly ExportPage[]> {
  const pages: ExportPage[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await askUpstream<ExportPage>(stage, '/conversations/messages/export', { ...query, locationId: stage.locationId, cursor });
    pages.push(page);
    if (page.nextCursor === null) return pages;
    cursor = page.nextCursor;
  }
}
