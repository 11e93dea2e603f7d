import { Injectable } from '@nestjs/common';
import { LeadConnectorClient } from '@app/leadconnector';
import { BackgroundSync, StatusService } from '@app/messages';
import { toSyncAnswer } from './sync.answer';
import { SyncSchema } from './sync.schema';

/** How far a location's copy is, all that is known of it together. */
@Injectable()
export class SyncReader {
  constructor(
    private readonly status: StatusService,
    private readonly background: BackgroundSync,
    private readonly client: LeadConnectorClient,
  ) {}

  async read(locationId: string, traceId: string): Promise<SyncSchema> {
    const [status, background] = await Promise.all([this.status.of(locationId), this.background.statusOf(locationId)]);
    return toSyncAnswer(locationId, { status, background, rateLimit: this.client.budget(locationId) }, traceId);
  }
}
