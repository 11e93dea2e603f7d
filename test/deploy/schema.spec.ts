import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describeWithKubectl, Manifest, ofKind, OVERLAYS, render, ROOT } from './manifests';

/** Of the Prometheus operator: not among Kubernetes' own. */
const isOurs = ({ apiVersion }: Manifest): boolean => !apiVersion.startsWith('monitoring.coreos.com/');

describeWithKubectl('the manifests', () => {
  it.each(OVERLAYS)('are what the schemas of Kubernetes say: %s', async (overlay) => {
    const faults: string[] = [];
    for (const manifest of render(overlay).filter(isOurs)) {
      const models = (await import(`kubernetes-models/${manifest.apiVersion}`)) as Record<
        string,
        new (data: object) => { validate(): void }
      >;
      const Model = models[manifest.kind];
      if (!Model) faults.push(`there is no ${manifest.apiVersion} ${manifest.kind}`);
      else
        try {
          new Model(manifest).validate();
        } catch (error) {
          faults.push(`${manifest.kind} ${manifest.metadata.name}: ${(error as Error).message}`);
        }
    }
    expect(faults).toEqual([]);
  });

  it('have no member that Kubernetes does not know', () => {
    expect(unknownMembers(OVERLAYS.flatMap((overlay) => render(overlay).filter(isOurs)))).toEqual([]);
  }, 120_000);

  it('would be caught with a misspelt one', () => {
    const [deployment] = ofKind(render('small'), 'Deployment');
    deployment!.spec.template.spec.containers[0].readynessProbe = {};
    expect(unknownMembers([deployment!])).toEqual([expect.stringContaining('readynessProbe')]);
  }, 120_000);

  it('have every dashboard and the alerts in them', () => {
    const manifests = render('production');
    const [dashboards] = ofKind(manifests, 'ConfigMap').filter(({ metadata }) => metadata.labels?.grafana_dashboard === '1');
    const folder = join(ROOT, 'deploy', 'monitoring', 'dashboards');
    expect(Object.keys(dashboards?.data as object).sort()).toEqual(readdirSync(folder).sort());
    for (const file of readdirSync(folder)) expect(() => JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown).not.toThrow();
    expect(ofKind(manifests, 'PrometheusRule')).not.toEqual([]);
    const [monitor] = ofKind(manifests, 'ServiceMonitor');
    const scraped = ofKind(manifests, 'Service').filter(({ metadata }) =>
      Object.entries(monitor?.spec.selector.matchLabels as object).every(([label, value]) => metadata.labels?.[label] === value),
    );
    expect(scraped.map(({ spec }) => spec.ports[0].name as string)).toEqual([monitor?.spec.endpoints[0].port]);
  });
});

/** What the compiler says of the manifests as literals of Kubernetes' types: the schemas themselves allow any member. */
function unknownMembers(manifests: readonly Manifest[]): string[] {
  const file = join(__dirname, 'manifests.generated.ts');
  const text = manifests
    .map((manifest, index) => {
      const type = `import('kubernetes-models/${manifest.apiVersion}').I${manifest.kind}`;
      return `export const manifest${index}: ${type} = ${JSON.stringify(manifest)};`;
    })
    .join('\n');
  const { CommonJS } = ts.ModuleKind;
  const { Node10 } = ts.ModuleResolutionKind;
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    module: CommonJS,
    moduleResolution: Node10,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) => (name === file ? ts.createSourceFile(file, text, version) : read(name, version));
  host.fileExists = (name) => name === file || ts.sys.fileExists(name);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
