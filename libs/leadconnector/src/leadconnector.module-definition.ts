import { ConfigurableModuleBuilder } from '@nestjs/common';
import { LeadConnectorOptions } from './options';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<LeadConnectorOptions>({
  moduleName: 'LeadConnector',
})
  .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();
