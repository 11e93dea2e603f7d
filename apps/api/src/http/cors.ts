import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Environment } from '../config/environment';
import { ENVIRONMENT } from '../config/environment.token';

/** What pages may see of an answer's headers, beside the few that they always may. */
export const EXPOSED_HEADERS: readonly string[] = [
  ...['X-Trace-Id', 'X-Request-Id', 'X-Upstream-Trace-Id', 'X-Served-By', 'X-Complete', 'X-As-Of', 'ETag', 'Age', 'Vary'],
  ...['Retry-After', 'WWW-Authenticate', 'Content-Disposition', 'Location', 'X-Accel-Buffering'],
  ...['X-RateLimit-Max', 'X-RateLimit-Remaining', 'X-RateLimit-Interval-Milliseconds'],
  ...['X-RateLimit-Limit-Daily', 'X-RateLimit-Daily-Remaining'],
];
/** Longer than this no browser keeps what it was told of an origin. */
const KEPT_SECONDS = 7_200;

/**
 * Lets pages of the given origins read answers (Fetch standard, CORS). Not with cookies: a page has what its token may read and nothing by
 * the browser alone. What else than these methods there is, is the operator's, whose key is in no page.
 */
export function allowOrigins(app: NestFastifyApplication): void {
  const { CORS_ORIGINS: origins } = app.get<Environment>(ENVIRONMENT);
  if (origins === undefined) return;
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: [...EXPOSED_HEADERS],
    maxAge: KEPT_SECONDS,
    // Else one without the headers of a browser would be refused in a text that is none of our errors.
    strictPreflight: false,
  });
  if (!origins.includes('*')) varyOnOrigin(app);
}

/** Said of each answer, whichever Vary it was given: a cache must not give one to another origin. */
function varyOnOrigin(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onSend', (_request, reply, payload, done) => {
    const vary = reply.getHeader('Vary');
    const names = typeof vary === 'string' ? vary.split(',').map((name) => name.trim()) : [];
    if (!names.some((name) => name.toLowerCase() === 'origin')) void reply.header('Vary', [...names, 'Origin'].join(', '));
    done(null, payload);
  });
}
