import { Module } from '@nestjs/common';
import { WebhookRoute } from './webhook.route';
import { WebhooksController } from './webhooks.controller';

/** Uses the domain's EventsService, which is global. */
@Module({ controllers: [WebhooksController], providers: [WebhookRoute] })
export class WebhooksModule {}
