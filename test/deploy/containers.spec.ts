import { DockerfileParser, Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { KEEP_ALIVE_MS } from '../../apps/api/src/configure-app';
import { ROOT } from './manifests';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: { readonly target: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly deploy?: { readonly replicas: number };
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly stop_grace_period?: string;
}

describe('docker-compose.yml', () => {
  const { services } = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };

  it('is two processes of the API behind a load balancer, a worker, PostgreSQL, Redis and the emulator', () => {
    expect(Object.keys(services).sort()).toEqual(['api', 'load-balancer', 'migrate', 'postgres', 'redis', 'sandbox', 'worker']);
    expect(services.api?.deploy).toEqual({ replicas: 2 });
    expect(['api', 'worker'].map((name) => services[name]?.environment?.ROLE)).toEqual(['api', 'worker']);
  });

  it('lets nobody in but by the load balancer', () => {
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`));
    expect(published).toEqual(['load-balancer 3000:3000']);
  });

  it('starts processes when the schema is there, and gives them the time to end', () => {
    expect(services.migrate?.command).toEqual(['node', 'dist/apps/api/main.js', 'migrate']);
    for (const name of ['api', 'worker']) {
      expect(services[name]?.depends_on?.migrate).toEqual({ condition: 'service_completed_successfully' });
      expect(services[name]?.stop_grace_period).toBe('30s');
    }
  });

  it('has a version of every image', () => {
    const images = Object.values(services).flatMap(({ image }) => image ?? []);
    expect(images.filter((image) => !/:\d/.test(image))).toEqual([]);
  });

  it('has a load balancer that knows as many processes as there may be, and when one goes', () => {
    const rules = read('deploy/compose/haproxy.cfg');
    const [, interval, fast] = /inter (\d+)ms fastinter (\d+)ms fall 2/.exec(rules) ?? [];
    expect(Number(services.api?.environment?.SHUTDOWN_DELAY_MS)).toBeGreaterThan(2 * (Number(interval) + Number(fast)));
    const [, places] = /server-template api (\d+) api:3000/.exec(rules) ?? [];
    expect(Number(places)).toBeGreaterThanOrEqual(services.api?.deploy?.replicas ?? Infinity);
  });

  it('has a load balancer that keeps the connections of callers for longer than they are told', () => {
    const [, seconds] = /^ {2}timeout http-keep-alive (\d+)s$/m.exec(read('deploy/compose/haproxy.cfg')) ?? [];
    expect(Number(seconds) * 1_000).toBeGreaterThan(KEEP_ALIVE_MS);
  });
});

describe('the Dockerfile', () => {
  const text = read('Dockerfile');
  const instructions = DockerfileParser.parse(text).getInstructions();
  const argumentsOf = (stage: string, keyword: string): string[] => {
    const from = instructions.findIndex((one) => one.getKeyword() === 'FROM' && one.getArgumentsContent()?.endsWith(` AS ${stage}`));
    const rest = instructions.slice(from + 1);
    const next = rest.findIndex((one) => one.getKeyword() === 'FROM');
    const own: readonly Instruction[] = next < 0 ? rest : rest.slice(0, next);
    return own.filter((one) => one.getKeyword() === keyword).map((one) => one.getArgumentsContent() ?? '');
  };

  it('is well-formed', () => {
    expect(validate(text)).toEqual([]);
  });

  it('builds in stages of their own, of which the last is the service', () => {
    const stages = instructions.filter((one) => one.getKeyword() === 'FROM').map((one) => one.getArgumentsContent());
    expect(stages).toEqual([
      'node:20-slim AS dependencies',
      'dependencies AS build',
      'dependencies AS production',
      'node:20-slim AS runtime',
      'runtime AS sandbox',
      'runtime AS api',
    ]);
    expect(argumentsOf('production', 'RUN')).toEqual([expect.stringMatching(/^npm ci --omit=dev --omit=optional --ignore-scripts /)]);
  });

  it('runs Node itself as the first process, without rights, ended by SIGTERM', () => {
    expect(argumentsOf('runtime', 'USER')).toEqual(['node']);
    expect(argumentsOf('runtime', 'STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(argumentsOf('api', 'CMD').map((content) => JSON.parse(content) as unknown)).toEqual([['node', 'dist/apps/api/main.js']]);
    expect(argumentsOf('api', 'ENTRYPOINT').concat(argumentsOf('api', 'USER'))).toEqual([]);
  });

  it('looks whether it is alive', () => {
    expect(argumentsOf('api', 'HEALTHCHECK')).toEqual([expect.stringContaining('/health/live')]);
    expect(argumentsOf('sandbox', 'HEALTHCHECK')).toHaveLength(1);
  });

  it('takes nothing from the network but packages, and copies no secrets', () => {
    expect(text).not.toMatch(/\b(ADD|curl|wget|apt-get|sudo)\b/);
    expect(text).not.toMatch(/\b(ENV|ARG)\b.*(TOKEN|SECRET|PASSWORD|KEY)/);
    expect(read('.dockerignore')).toMatch(/^\*$/m);
  });
});
