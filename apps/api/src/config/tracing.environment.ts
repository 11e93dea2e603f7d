/** How spans are exported, as far as OpenTelemetry doesn't read it itself. */
export interface TracingOptions {
  readonly protocol: (typeof PROTOCOLS)[number];
}

const PROTOCOLS = ['http/protobuf', 'http/json'] as const;

/**
 * Whether spans are to be exported, by OpenTelemetry's standard variables: an endpoint is named and nothing turns it off. Null when not.
 * Like all its variables these are never faults: what can't be used counts as not set (OpenTelemetry specification, SDK configuration).
 */
export function readTracing(variables: NodeJS.ProcessEnv = process.env): TracingOptions | null {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT } = variables;
  if (OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return null;
  const isWanted = OTEL_TRACES_EXPORTER
    ? OTEL_TRACES_EXPORTER === 'otlp'
    : OTEL_EXPORTER_OTLP_ENDPOINT || OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  if (!isWanted) return null;
  const asked = variables.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || variables.OTEL_EXPORTER_OTLP_PROTOCOL;
  return { protocol: PROTOCOLS.find((one) => one === asked) ?? 'http/protobuf' };
}
