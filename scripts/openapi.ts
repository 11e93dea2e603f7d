import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppModule } from '../apps/api/src/app.module';
import { readEnvironment } from '../apps/api/src/config/environment';
import { createAdapter } from '../apps/api/src/configure-app';
import { createOpenApiDocument } from '../apps/api/src/openapi/document';

/** Writes openapi.json from the code; with --check only compares, and fails when they differ. Starts nothing: no store, no upstream. */
async function main(): Promise<void> {
  const file = join(__dirname, '..', 'openapi.json');
  const app = await NestFactory.create(AppModule.for(readEnvironment({})), createAdapter(), { preview: true, logger: false });
  const text = `${JSON.stringify(createOpenApiDocument(app), null, 2)}\n`;
  if (!process.argv.includes('--check')) return writeFileSync(file, text);
  if (readFileSync(file, 'utf8') === text) return console.log('openapi.json is what the code says.');
  console.error('openapi.json is not what the code says: run `npm run openapi` and commit it.');
  process.exitCode = 1;
}

void main();
