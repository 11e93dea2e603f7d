import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LeadConnectorClient } from '@app/leadconnector';
import { Figures } from '@app/messages';
import { parse, stringify } from 'yaml';
import { CacheStatistics } from '../../apps/api/src/cache/cache.statistics';
import { Metrics } from '../../apps/api/src/metrics/metrics';

const ROOT = join(__dirname, '..', '..');
const MONITORING = join(ROOT, 'deploy', 'monitoring');
const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const rules = parse(read('deploy', 'monitoring', 'alerts.yaml')) as {
  readonly kind: string;
  readonly spec: { readonly groups: { rules: Rule[] }[] };
};
const allRules = rules.spec.groups.flatMap((group) => group.rules);
const dashboards = readdirSync(join(MONITORING, 'dashboards')).map((name) => read('deploy', 'monitoring', 'dashboards', name));
const panels = dashboards.flatMap((text) => (JSON.parse(text) as { panels: { targets?: { expr: string }[] }[] }).panels);
const panelExpressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

describe('What watches the service', () => {
  /** Each metric by its name, with its type and its labels, as it's served. */
  let served: Map<string, { readonly type: string; readonly help: string; readonly labels: readonly string[] }>;

  beforeAll(async () => {
    const connections = { max: 10, busy: 0, waiting: 0 };
    const figures: Pick<Figures, 'read' | 'connections'> = {
      read: () => Promise.reject(new Error('away')),
      connections: () => ({ statements: connections, pages: connections }),
    };
    const metrics = new Metrics();
    const client: Pick<LeadConnectorClient, 'budgets'> = { budgets: () => [] };
    metrics.measure({ figures: figures as Figures, statistics: new CacheStatistics(), client: client as LeadConnectorClient });
    await metrics.text();
    served = new Map(metrics.described().map(({ name, ...described }) => [name, described]));
  });

  const namesIn = (expression: string): string[] => {
    const recorded = allRules.flatMap(({ record }) => record ?? []);
    const names = expression.match(/\b(leadconnector_messages|nodejs|process)_\w+(:\w+)*\b|\bleadconnector_messages:[\w:]+/g) ?? [];
    return [...names].filter((name) => !recorded.includes(name)).map((name) => name.replace(/_(bucket|count|sum)$/, ''));
  };

  it('names no metric that is not served, in rules and dashboards', () => {
    const named = [...allRules.map(({ expr }) => expr), ...panelExpressions].flatMap(namesIn);
    expect(named.length).toBeGreaterThan(40);
    expect([...new Set(named)].filter((name) => !served.has(name))).toEqual([]);
  });

  it('matches and sums by no label that the metric has not', () => {
    const wrong = [...allRules.map(({ expr }) => expr), ...panelExpressions].flatMap((expression) =>
      [...expression.matchAll(/\b(leadconnector_messages_\w+)\{([^}]*)\}/g)].flatMap(([, name = '', matchers = '']) => {
        const labels = [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label);
        const known = [...(served.get(name.replace(/_(bucket|count|sum)$/, ''))?.labels ?? []), 'le'];
        return labels.filter((label) => !known.includes(label)).map((label) => `${name}{${label}}`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('shows or watches every metric of its own', () => {
    const used = new Set([...allRules.map(({ expr }) => expr), ...panelExpressions].flatMap(namesIn));
    const unused = [...served.keys()].filter((name) => name.startsWith('leadconnector_messages_') && !used.has(name));
    // A histogram by route is for who asks; how many locations a process knows explains the one beside it.
    expect(unused).toEqual(['leadconnector_messages_upstream_locations']);
  });

  it('says with each alert how bad it is, what it means and where to read on, at a heading that is there', () => {
    const anchors = [...read('docs', 'slo.md').matchAll(/^## (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
    for (const { alert, labels, annotations } of allRules.filter((rule) => rule.alert !== undefined)) {
      expect({ alert, severity: labels?.severity }).toEqual({ alert, severity: expect.stringMatching(/^(page|ticket)$/) });
      expect({ alert, summary: annotations?.summary }).toEqual({ alert, summary: expect.stringMatching(/\.$/) });
      const [page, anchor] = (annotations?.runbook ?? '').split('#');
      expect({ alert, page, isThere: anchors.includes(anchor ?? '') }).toEqual({ alert, page: 'docs/slo.md', isThere: true });
    }
    expect(allRules.filter((rule) => rule.alert !== undefined).length).toBeGreaterThan(10);
  });

  it('is documented: every metric of its own in a row of docs/observability.md, with its type and labels, and no other', () => {
    const rows = [...read('docs', 'observability.md').matchAll(/^\| `(\w+)`\s+\| (\w+)\s+\| (.*?)\s*\|/gm)];
    const documented = rows.map(([, name = '', type = '', labels = '']) => ({ name: `leadconnector_messages_${name}`, type, labels }));
    const own = [...served].filter(([name]) => name.startsWith('leadconnector_messages_'));
    const expected = own.map(([name, { type, labels }]) => ({ name, type, labels: labels.map((label) => `\`${label}\``).join(', ') }));
    const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
    expect(documented.sort(byName)).toEqual(expected.sort(byName));
  });

  it('is named as Prometheus names things: counters end with _total, times are in seconds, and each has a sentence of help', () => {
    for (const [name, { type, help }] of [...served].filter(([one]) => one.startsWith('leadconnector_messages_'))) {
      expect({ name, isTotal: name.endsWith('_total') }).toEqual({ name, isTotal: type === 'counter' });
      expect(name).not.toMatch(/_(ms|milliseconds|minutes|percent|kb)(_|$)/);
      expect({ name, help }).toEqual({ name, help: expect.stringMatching(/^[A-Z].+\.$/) });
    }
  });

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  (promtool ? it : it.skip)('has rules that promtool takes', () => {
    const file = join(tmpdir(), `rules-${process.pid}.yaml`);
    writeFileSync(file, stringify(rules.spec));
    expect(execFileSync('promtool', ['check', 'rules', file]).toString()).toContain('SUCCESS');
    rmSync(file);
  });
});
