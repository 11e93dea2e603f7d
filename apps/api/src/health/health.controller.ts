import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Store } from '@app/messages';
import { Draining } from '../http/draining';
import { errorHeaders, PROBE_HEADERS } from '../http/error.docs';
import { HealthSchema, NotReadySchema } from './health.schema';

/** Probes. LeadConnector is never asked: restarting or unplugging us mends nothing there. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly store: Store,
    private readonly draining: Draining,
  ) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getLiveness', tags: ['Health'], summary: 'Whether the process runs', security: [] })
  @ApiResponse({ status: 200, description: 'It runs.', type: HealthSchema, headers: PROBE_HEADERS })
  live() {
    return this.health.check([]);
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'getReadiness',
    tags: ['Health'],
    summary: 'Whether requests are to be sent here: the store is reachable and migrated, and the process is not about to stop',
    security: [],
  })
  @ApiResponse({ status: 200, description: 'They can.', type: HealthSchema, headers: PROBE_HEADERS })
  @ApiResponse({ status: 503, description: 'They can not, because of what is down.', type: NotReadySchema, headers: errorHeaders(503) })
  ready() {
    return this.health.check([this.draining.hasBegun ? () => this.toldToStop() : () => this.checkStore()]);
  }

  /** Told first of all that happens on SIGTERM, while requests are still served, and at once: a busy store would hold the word up. */
  private toldToStop() {
    return this.indicators.check('process').down();
  }

  private async checkStore() {
    const indicator = this.indicators.check('store');
    return this.store.check().then(
      () => indicator.up(),
      () => indicator.down(),
    );
  }
}
