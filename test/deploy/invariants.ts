import { isDeepStrictEqual } from 'node:util';
import { deploymentsOf, Manifest, ofKind } from './manifests';

/** What must hold for what is deployed; each says what is wrong, in words, and nothing when all is well. */
export type Invariant = (manifests: readonly Manifest[]) => string[];

interface Container {
  readonly name: string;
  readonly image: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [member: string]: any;
}

const containersOf = ({ spec }: Manifest): Container[] => [...(spec.template.spec.initContainers ?? []), ...spec.template.spec.containers];

const ofContainers =
  (check: (container: Container) => boolean, what: string): Invariant =>
  (manifests) =>
    ofKind(manifests, 'Deployment').flatMap((manifest) =>
      containersOf(manifest)
        .filter((container) => !check(container))
        .map(({ name }) => `${manifest.metadata.name}/${name} ${what}`),
    );

const ofPods =
  (check: (pod: Manifest['spec'], manifest: Manifest, all: readonly Manifest[]) => boolean, what: string): Invariant =>
  (manifests) =>
    ofKind(manifests, 'Deployment')
      .filter((manifest) => !check(manifest.spec.template.spec, manifest, manifests))
      .map(({ metadata }) => `${metadata.name} ${what}`);

/** The same, of the service's own Deployments only. */
const ofOurPods =
  (check: (pod: Manifest['spec'], manifest: Manifest, all: readonly Manifest[]) => boolean, what: string): Invariant =>
  (manifests) =>
    deploymentsOf(manifests)
      .filter((manifest) => !check(manifest.spec.template.spec, manifest, manifests))
      .map(({ metadata }) => `${metadata.name} ${what}`);

const selects = (selector: Record<string, string>, { spec }: Manifest): boolean =>
  Object.entries(selector).every(([label, value]) => spec.template.metadata.labels[label] === value);

interface NetworkRule {
  readonly from?: unknown;
  readonly to?: unknown;
  readonly ports?: unknown;
}

/** The namespace of whatever watches the service. */
const MONITORING = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } };

const main = (pod: Manifest['spec']): Container => pod.containers[0];

export const INVARIANTS = {
  'no container runs as root': ofPods(
    ({ securityContext }) => securityContext?.runAsNonRoot === true && securityContext.runAsUser > 0,
    'may run as root',
  ),
  'system calls are filtered': ofPods(
    ({ securityContext }) => securityContext?.seccompProfile?.type === 'RuntimeDefault',
    'has no seccomp profile',
  ),
  'root file systems are read-only': ofContainers(
    ({ securityContext }) => securityContext?.readOnlyRootFilesystem === true,
    'may write to its root file system',
  ),
  'no container has capabilities': ofContainers(
    ({ securityContext }) => isDeepStrictEqual(securityContext?.capabilities, { drop: ['ALL'] }),
    'has capabilities',
  ),
  'no container gains rights': ofContainers(
    ({ securityContext }) => securityContext?.allowPrivilegeEscalation === false,
    'may gain rights',
  ),
  'requests and a limit of memory are said': ofContainers(
    ({ resources }) => Boolean(resources?.requests?.cpu && resources.requests.memory && resources.limits?.memory),
    'has no resources',
  ),
  'the processor is not limited': ofContainers(({ resources }) => resources?.limits?.cpu === undefined, 'is throttled'),
  'no pod has a token of the cluster': ofPods((pod) => pod.automountServiceAccountToken === false, 'has a token of the cluster'),
  'probes are startup, live and ready': ofOurPods((pod) => {
    const { startupProbe, livenessProbe, readinessProbe } = main(pod);
    return (
      startupProbe?.httpGet.path === '/health/ready' &&
      livenessProbe?.httpGet.path === '/health/live' &&
      readinessProbe?.httpGet.path === '/health/ready'
    );
  }, 'has not the three probes'),
  'a pod that is asked to stop has time to': ofOurPods((pod) => pod.terminationGracePeriodSeconds >= 30, 'is killed while it stops'),
  'readiness goes off before connections are closed': (manifests) =>
    deploymentsOf(manifests)
      .filter(({ spec }) => {
        const { periodSeconds, failureThreshold } = main(spec.template.spec).readinessProbe ?? {};
        const config = ofKind(manifests, 'ConfigMap').find(({ metadata }) => metadata.name === 'leadconnector-messages');
        return !(Number(config?.data.SHUTDOWN_DELAY_MS) > 2 * periodSeconds * failureThreshold * 1000);
      })
      .map(({ metadata }) => `${metadata.name} closes before it is seen to be away`),
  'the schema is seen to by the owner, before the process': ofOurPods(
    ({ initContainers, containers: [{ image }] }) =>
      initContainers?.[0]?.image === image &&
      isDeepStrictEqual(initContainers[0].args, ['node', 'dist/apps/api/main.js', 'migrate']) &&
      initContainers[0].env[0].valueFrom.secretKeyRef.name === 'leadconnector-messages-owner',
    'is not migrated before',
  ),
  'secrets are referred to, never written': (manifests) =>
    deploymentsOf(manifests).flatMap((manifest) =>
      containersOf(manifest).flatMap(({ env = [] }) =>
        (env as { name: string; value?: string }[])
          .filter(({ name, value }) => value !== undefined && /URL|TOKEN|KEY|SECRET|PASSWORD/.test(name))
          .map(({ name }) => `${manifest.metadata.name} has ${name} written down`),
      ),
    ),
  'pods are spread over nodes and zones': ofOurPods(
    ({ topologySpreadConstraints = [] }, { spec }) =>
      isDeepStrictEqual(
        (topologySpreadConstraints as { topologyKey: string; labelSelector: { matchLabels: Record<string, string> } }[])
          .filter(({ labelSelector }) => isDeepStrictEqual(labelSelector.matchLabels, spec.selector.matchLabels))
          .map(({ topologyKey }) => topologyKey),
        ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'],
      ),
    'is not spread',
  ),
  'a disruption takes one at a time': ofOurPods(
    (_, manifest, all) =>
      ofKind(all, 'PodDisruptionBudget').filter(({ spec }) => spec.maxUnavailable === 1 && selects(spec.selector.matchLabels, manifest))
        .length === 1,
    'has not one disruption budget',
  ),
  'all that is not allowed on the network is refused': ofOurPods(
    (_, manifest, all) =>
      ofKind(all, 'NetworkPolicy').some(
        ({ spec }) =>
          selects(spec.podSelector.matchLabels, manifest) &&
          isDeepStrictEqual(spec.policyTypes, ['Ingress', 'Egress']) &&
          spec.ingress === undefined &&
          (spec.egress as { to?: unknown; ports?: unknown }[]).every(({ to, ports }) => to !== undefined && ports !== undefined),
      ),
    'may be reached, or reach out, without saying so',
  ),
  'where there is monitoring, metrics are let in and spans let out': ofOurPods((_, manifest, all) => {
    const policies = ofKind(all, 'NetworkPolicy').filter(({ spec }) => selects(spec.podSelector.matchLabels, manifest));
    const isAllowed = (rules: readonly NetworkRule[] = [], end: 'from' | 'to', port: number): boolean =>
      rules.some((rule) => isDeepStrictEqual(rule, { [end]: [MONITORING], ports: [{ protocol: 'TCP', port }] }));
    return (
      ofKind(all, 'ServiceMonitor').length === 0 ||
      (policies.some(({ spec }) => spec.policyTypes.includes('Ingress') && isAllowed(spec.ingress, 'from', 9464)) &&
        policies.some(({ spec }) => spec.policyTypes.includes('Egress') && isAllowed(spec.egress, 'to', 4318)))
    );
  }, 'is cut off from what watches it'),
  'there is a number of replicas, or an autoscaler, never both': ofOurPods(
    (_, { metadata, spec }, all) =>
      (spec.replicas === undefined) ===
      ofKind(all, 'HorizontalPodAutoscaler').some(
        (scaler) => scaler.spec.scaleTargetRef.name === metadata.name && scaler.spec.minReplicas >= 2,
      ),
    'has no one who says how many there are',
  ),
  'a roll-out never has less than is needed': ofOurPods(
    (_, { spec, metadata }) => metadata.name.endsWith('-worker') || spec.strategy.rollingUpdate.maxUnavailable === 0,
    'is short of processes during a roll-out',
  ),
} satisfies Record<string, Invariant>;

/** Everything that is wrong. */
export function violations(manifests: readonly Manifest[]): string[] {
  return Object.values(INVARIANTS).flatMap((invariant: Invariant) => invariant(manifests));
}
