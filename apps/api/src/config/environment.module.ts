import { DynamicModule, Module } from '@nestjs/common';
import { Environment } from './environment';
import { ENVIRONMENT } from './environment.token';

@Module({})
export class EnvironmentModule {
  static for(environment: Environment): DynamicModule {
    return {
      module: EnvironmentModule,
      global: true,
      providers: [{ provide: ENVIRONMENT, useValue: environment }],
      exports: [ENVIRONMENT],
    };
  }
}
