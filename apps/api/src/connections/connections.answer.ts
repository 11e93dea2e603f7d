import { Connection } from '@app/messages';
import { ConnectionSchema } from './connections.schema';

/** The connection with its dates as ISO 8601. Field by field, so that nothing that is added to it is told by accident. */
export function toConnectionAnswer(connection: Connection): ConnectionSchema {
  const { locationId, type, status, companyId, createdAt, updatedAt, expiresAt, lastFailure } = connection;
  return {
    locationId,
    type,
    status,
    companyId,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    lastFailure,
  };
}
