import { Module } from '@nestjs/common';
import { LeadConnectorClient } from './leadconnector.client';
import { createLeadConnectorClient } from './leadconnector.factory';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './leadconnector.module-definition';
import { LEADCONNECTOR_RUNTIME, systemRuntime } from './runtime';

/** `register` or `registerAsync` with LeadConnectorOptions; exports LeadConnectorClient. Override LEADCONNECTOR_RUNTIME in tests. */
@Module({
  providers: [
    { provide: LEADCONNECTOR_RUNTIME, useValue: systemRuntime },
    { provide: LeadConnectorClient, useFactory: createLeadConnectorClient, inject: [MODULE_OPTIONS_TOKEN, LEADCONNECTOR_RUNTIME] },
  ],
  exports: [LeadConnectorClient],
})
export class LeadConnectorModule extends ConfigurableModuleClass {}
