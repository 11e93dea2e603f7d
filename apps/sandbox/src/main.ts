import { readEnvironment } from './config/environment';
import { createSandbox } from './create-sandbox';
import { MAIN_LOCATION_ID } from './world/location.entity';
import { MAIN_TOKEN } from './world/token.entity';

async function main(): Promise<void> {
  const sandbox = await createSandbox(readEnvironment());
  console.log(`sandbox listening on ${sandbox.url}, location ${MAIN_LOCATION_ID}, token ${MAIN_TOKEN}`);
  console.log(`events are signed for WEBHOOK_PUBLIC_KEYS=${sandbox.webhooks.publicKey}`);
  const stop = () => {
    process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
    sandbox.close().catch(fail);
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

main().catch(fail);
