import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { Environment } from './config/environment';
import { ENVIRONMENT } from './config/environment.token';
import { Draining } from './http/draining';

/**
 * Ends the process on SIGTERM or SIGINT: readiness goes first, and for a while everything is served as before, so that load balancers learn
 * of it; then no connection is taken any more, what is in flight is answered, walks stop at their page, leases are given back. A person
 * who presses Ctrl-C, or sends a second signal, doesn't wait for load balancers. Whatever hangs, the process has ended by SHUTDOWN_TIMEOUT_MS.
 */
export function shutDownOnSignals(app: NestFastifyApplication): void {
  const logger = app.get(Logger);
  const { SHUTDOWN_DELAY_MS: delayMs, SHUTDOWN_TIMEOUT_MS: timeoutMs } = app.get<Environment>(ENVIRONMENT);
  const hurry = new AbortController();
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping || signal === 'SIGINT') hurry.abort();
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => {
      logger.fatal(
        `The service did not stop within ${timeoutMs} ms of ${signal}, and is ended; its leases run out by themselves.`,
        'Shutdown',
      );
      process.exit(1);
    }, timeoutMs);
    logger.log(`${signal}: not ready any more, stopping`, 'Shutdown');
    app.get(Draining).begin();
    void delay(delayMs, undefined, { signal: hurry.signal })
      .catch(() => undefined)
      // What has arrived is taken first: after the process stood still, timers come before it.
      .then(() => nextTurn())
      .then(() => app.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error(error, 'Shutdown');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}
