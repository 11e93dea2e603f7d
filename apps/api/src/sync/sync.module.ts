import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { AdminGuard } from '../admin/admin.guard';
import { SyncController } from './sync.controller';
import { SyncOrders } from './sync.orders';
import { SyncReader } from './sync.reader';

@Module({ imports: [AccessModule], controllers: [SyncController], providers: [AdminGuard, SyncOrders, SyncReader] })
export class SyncModule {}
