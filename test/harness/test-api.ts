import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, TestingModuleBuilder } from '@nestjs/testing';
import { AppModule } from '../../apps/api/src/app.module';
import { readEnvironment } from '../../apps/api/src/config/environment';
import { configureApp, createAdapter } from '../../apps/api/src/configure-app';
import { COVERAGE_FOLDER } from '../contract/observed';

/** The API in this process, over real HTTP. */
export interface TestApi {
  readonly url: string;
  readonly app: NestFastifyApplication;
  /** `path` with its query; the token is sent as a bearer token unless it's null. */
  get(path: string, options?: RequestOptions): Promise<Answer>;
  post(path: string, body: unknown, options?: RequestOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface RequestOptions {
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or the text when it's none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface TestApiOptions {
  readonly databaseUrl: string;
  readonly upstreamUrl: string;
  /** Sent when a request doesn't say. */
  readonly token: string;
  readonly environment?: Record<string, string>;
  /** Changes providers: clocks, client options. */
  readonly override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** Adds to the app before it listens. */
  readonly extend?: (app: NestFastifyApplication) => void;
}

export async function startTestApi({
  databaseUrl,
  upstreamUrl,
  token,
  environment = {},
  override = (builder) => builder,
  extend,
}: TestApiOptions): Promise<TestApi> {
  // That the tests' own process is busy is no overload.
  const quiet = { LOG_LEVEL: 'silent', OVERLOAD_DELAY_MS: '0' };
  const variables = { DATABASE_URL: databaseUrl, LEADCONNECTOR_BASE_URL: upstreamUrl, ...quiet, ...environment };
  const module = await override(Test.createTestingModule({ imports: [AppModule.for(readEnvironment(variables))] })).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createAdapter(), { bufferLogs: true });
  // As NestFactory does: what is registered from then on is loaded when somebody waits for it.
  await app.getHttpAdapter().init?.();
  await configureApp(app);
  extend?.(app);
  // Outside the tests, where things are measured, nothing is looked at.
  if (process.env[COVERAGE_FOLDER] !== undefined) (await import('../contract/observe')).observe(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const send = async (path: string, init: RequestInit, options: RequestOptions = {}): Promise<Answer> => {
    const bearer = options.token === undefined ? token : options.token;
    const headers = {
      ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
      ...(init.headers as Record<string, string>),
      ...options.headers,
    };
    const response = await fetch(url + path, { ...init, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parsed(text) };
  };
  return {
    url,
    app,
    get: (path, options) => send(path, {}, options),
    post: (path, body, options) =>
      send(
        path,
        { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json' } },
        options,
      ),
    close: () => app.close(),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
