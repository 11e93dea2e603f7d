import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readEnvironment } from '../../apps/api/src/config/environment';
import { deploymentsOf, describeWithKubectl, ofKind, OVERLAYS, render, ROOT } from './manifests';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const KNOWN = new Set([...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name]) => name));
const unknown = (names: readonly string[]): string[] => names.filter((name) => !KNOWN.has(name));

describe('the variables that are set', () => {
  it('are all in .env.example, and those without a # are the defaults', () => {
    const lines = [...read('.env.example').matchAll(/^(# )?([A-Z_]+)=(.*)$/gm)];
    expect(new Set(lines.map(([, , name]) => name))).toEqual(KNOWN);
    const set = lines.filter(([, asComment]) => asComment === undefined).map(([, , name, value]) => [name, value]);
    expect(readEnvironment(Object.fromEntries(set) as Record<string, string>)).toEqual(readEnvironment({}));
  });

  it('are variables of the service: docker-compose.yml', () => {
    const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
      services: Record<string, { build?: { target: string }; environment?: object }>;
    };
    const ours = Object.values(services).filter(({ build }) => build?.target === 'api');
    expect(ours).toHaveLength(3);
    expect(ours.flatMap(({ environment = {} }) => unknown(Object.keys(environment)))).toEqual([]);
  });

  describeWithKubectl('by Kubernetes', () => {
    it.each(OVERLAYS)('are variables of the service: %s', (overlay) => {
      const manifests = render(overlay);
      const ofConfig = ofKind(manifests, 'ConfigMap')
        .filter(({ metadata }) => metadata.name === 'leadconnector-messages')
        .flatMap(({ data }) => Object.keys(data as object));
      const ofPods = deploymentsOf(manifests).flatMap(({ spec }) =>
        [...spec.template.spec.initContainers, ...spec.template.spec.containers].flatMap(({ env = [] }: { env?: { name: string }[] }) =>
          env.map(({ name }) => name),
        ),
      );
      expect(ofConfig.length).toBeGreaterThan(0);
      expect(unknown([...ofConfig, ...ofPods])).toEqual([]);
    });

    it.each(OVERLAYS)('come from Secrets that docs/deployment.md says how to make: %s', (overlay) => {
      const page = read('docs/deployment.md');
      const references = JSON.stringify(deploymentsOf(render(overlay))).matchAll(/"secret(?:Key)?Ref":\{[^}]*"name":"([^"]+)"/g);
      const names = new Set([...references].map(([, name]) => name));
      expect(names).toEqual(new Set(['leadconnector-messages', 'leadconnector-messages-owner']));
      for (const name of names) expect(page).toMatch(new RegExp(`create secret generic ${name} `));
    });
  });
});
