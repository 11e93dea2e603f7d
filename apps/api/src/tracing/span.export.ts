import { diag, DiagLogLevel, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { TracingOptions } from '../config/tracing.environment';

/** A collector that is away must not hold up the end. */
const LAST_EXPORT_MS = 2_000;

/**
 * Exports spans by OTLP over HTTP from now on. Where to, how they are sampled and batched is read by OpenTelemetry itself, from its standard
 * variables. Loaded only where that is asked for: it takes a tenth of a second.
 *
 * @returns sends what is left, and ends it
 */
export function exportSpans({ protocol }: TracingOptions): () => Promise<void> {
  const logger = new Logger('Tracing');
  const warn = (message: string): void => logger.warn(message);
  const silent = (): void => undefined;
  // What it says beside the message may be anything.
  diag.setLogger({ error: warn, warn, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
  const named = resourceFromAttributes({ 'service.name': 'leadconnector-messages' });
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter())],
  });
  trace.setGlobalTracerProvider(provider);
  return () => Promise.race([provider.shutdown(), delay(LAST_EXPORT_MS, undefined, { ref: false })]).catch(() => undefined);
}
