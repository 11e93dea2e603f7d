import { ConfigurableModuleBuilder } from '@nestjs/common';
import { MessagesOptions } from './options';

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<MessagesOptions>({ moduleName: 'Messages' })
  .setExtras({ isGlobal: false }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();
