import { NestFactory } from '@nestjs/core';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createServer } from 'node:net';
import { AppModule } from '../../apps/api/src/app.module';
import { readEnvironment } from '../../apps/api/src/config/environment';
import { configureApp, createAdapter } from '../../apps/api/src/configure-app';
import { createSandbox, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { DemoData } from './demo-data';

const HOST = '127.0.0.1';
const FIRST_PORT = 3000;
/** About what a request to the real upstream takes from a data centre nearby. */
export const LATENCY_MS = 40;
const MESSAGES = 20_000;

/** The emulated upstream, with the same world in every run on the same data. */
export async function startUpstream(data: DemoData): Promise<Sandbox> {
  const anchor = data.anchor(Date.now());
  const sandbox = await createSandbox({ anchor, messages: MESSAGES, latencyMs: LATENCY_MS });
  try {
    data.adopt(sandbox.world, anchor);
    return sandbox;
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** The API with its embedded store, as it runs anywhere else but for its settings. */
export interface Api {
  readonly url: string;
  close(): Promise<void>;
}

export async function startApi(data: DemoData, upstreamUrl: string): Promise<Api> {
  const port = await freePortFrom(FIRST_PORT);
  const environment = readEnvironment({
    HOST,
    PORT: String(port),
    DATA_DIR: data.folder,
    LEADCONNECTOR_BASE_URL: upstreamUrl,
    // At any other level exports are audited, among what the demo tells.
    LOG_LEVEL: 'silent',
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.for(environment), createAdapter(), {
    // Until configureApp sets the service's own; a failed start is told by whoever catches it.
    logger: false,
    abortOnError: false,
  });
  await configureApp(app);
  try {
    await app.listen(port, HOST);
    return { url: `http://${HOST}:${port}`, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function freePortFrom(first: number): Promise<number> {
  for (let port = first; port < first + 1000; port += 1) if (await isFree(port)) return port;
  return 0;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, HOST, () => probe.close(() => resolve(true)));
  });
}
