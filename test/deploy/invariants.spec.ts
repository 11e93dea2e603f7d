import { INVARIANTS, violations } from './invariants';
import { deploymentsOf, describeWithKubectl, Manifest, ofKind, OVERLAYS, render } from './manifests';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Pod = any;

/** A way to break each of them. */
const BREAKS: Record<keyof typeof INVARIANTS, (pod: Pod, manifest: Manifest, all: Manifest[]) => void> = {
  'no container runs as root': (pod) => (pod.securityContext.runAsUser = 0),
  'system calls are filtered': (pod) => delete pod.securityContext.seccompProfile,
  'root file systems are read-only': (pod) => delete pod.initContainers[0].securityContext.readOnlyRootFilesystem,
  'no container has capabilities': (pod) => (pod.containers[0].securityContext.capabilities.add = ['NET_ADMIN']),
  'no container gains rights': (pod) => delete pod.containers[0].securityContext.allowPrivilegeEscalation,
  'requests and a limit of memory are said': (pod) => delete pod.containers[0].resources.limits,
  'the processor is not limited': (pod) => (pod.containers[0].resources.limits.cpu = '1'),
  'no pod has a token of the cluster': (pod) => delete pod.automountServiceAccountToken,
  'probes are startup, live and ready': (pod) => (pod.containers[0].livenessProbe.httpGet.path = '/health/ready'),
  'a pod that is asked to stop has time to': (pod) => (pod.terminationGracePeriodSeconds = 10),
  'readiness goes off before connections are closed': (pod) => (pod.containers[0].readinessProbe.periodSeconds = 10),
  'the schema is seen to by the owner, before the process': (pod) => (pod.initContainers[0].image = 'another'),
  'secrets are referred to, never written': (pod) => pod.containers[0].env.push({ name: 'ADMIN_TOKEN', value: 'x' }),
  'pods are spread over nodes and zones': (pod) => pod.topologySpreadConstraints.pop(),
  'a disruption takes one at a time': (_, __, all) => (ofKind(all, 'PodDisruptionBudget')[0]!.spec.maxUnavailable = '50%'),
  'all that is not allowed on the network is refused': (_, __, all) => {
    for (const policy of ofKind(all, 'NetworkPolicy')) policy.spec.egress?.push({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] });
  },
  'where there is monitoring, metrics are let in and spans let out': (_, __, all) => {
    for (const { spec } of ofKind(all, 'NetworkPolicy').filter(({ metadata }) => metadata.name.endsWith('-traces'))) delete spec.egress;
  },
  'there is a number of replicas, or an autoscaler, never both': (_, manifest) => (manifest.spec.replicas = 2),
  'a roll-out never has less than is needed': (_, manifest) => (manifest.spec.strategy.rollingUpdate.maxUnavailable = 1),
};

describeWithKubectl('what is deployed', () => {
  it.each(OVERLAYS)('keeps to every invariant: %s', (overlay) => {
    expect(violations(render(overlay))).toEqual([]);
  });

  it.each(Object.entries(INVARIANTS))('would be caught otherwise: %s', (name, invariant) => {
    const manifests = render('production');
    const deployment = deploymentsOf(manifests)[0]!;
    BREAKS[name as keyof typeof INVARIANTS](deployment.spec.template.spec, deployment, manifests);
    expect(invariant(manifests)).not.toEqual([]);
  });

  it('is an API and workers, or one process that is both', () => {
    const rolesOf = (overlay: (typeof OVERLAYS)[number]) =>
      deploymentsOf(render(overlay)).map(({ metadata, spec }) => [metadata.name, spec.template.spec.containers[0].env]);
    const apart = [
      ['leadconnector-messages-api', [{ name: 'ROLE', value: 'api' }]],
      ['leadconnector-messages-worker', [{ name: 'ROLE', value: 'worker' }]],
    ];
    expect(rolesOf('production')).toEqual(apart);
    expect(rolesOf('local')).toEqual(apart);
    expect(rolesOf('small')).toEqual([['leadconnector-messages-api', [{ name: 'ROLE', value: 'all' }]]]);
  });

  it('has a version and a registry where it matters, and no two objects of one name', () => {
    const manifests = render('production');
    const images = deploymentsOf(manifests).flatMap(({ spec }) =>
      [...spec.template.spec.initContainers, ...spec.template.spec.containers].map(({ image }: { image: string }) => image),
    );
    expect(new Set(images)).toEqual(new Set(['registry.example.com/leadconnector-messages:0.1.0']));
    for (const overlay of OVERLAYS) {
      const names = render(overlay).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      expect(names).toHaveLength(new Set(names).size);
    }
  });

  it('sends events to processes that are not ready as well, and everything else to those that are', () => {
    const services = ofKind(render('production'), 'Service');
    expect(services.map(({ metadata, spec }) => [metadata.name, spec.publishNotReadyAddresses ?? false])).toEqual([
      ['leadconnector-messages', false],
      ['leadconnector-messages-operator', true],
      ['leadconnector-messages-webhooks', true],
    ]);
  });
});
