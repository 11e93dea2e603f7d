import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

export const ROOT = join(__dirname, '..', '..');
export const OVERLAYS = ['production', 'small', 'local'] as const;
export type Overlay = (typeof OVERLAYS)[number];

/** Without kubectl on the machine, what needs it is reported as skipped. */
export const describeWithKubectl = spawnSync('kubectl', ['version', '--client']).status === 0 ? describe : describe.skip;

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [member: string]: any;
}

const rendered = new Map<Overlay, string>();

/** What `kubectl apply -k` would send, made anew for each caller. */
export function render(overlay: Overlay): Manifest[] {
  const text =
    rendered.get(overlay) ?? execFileSync('kubectl', ['kustomize', join(ROOT, 'deploy', 'overlays', overlay)], { encoding: 'utf8' });
  rendered.set(overlay, text);
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

export function ofKind(manifests: readonly Manifest[], kind: string): Manifest[] {
  return manifests.filter((manifest) => manifest.kind === kind);
}

/** The Deployments of the service itself, not of what a local cluster has beside it. */
export function deploymentsOf(manifests: readonly Manifest[]): Manifest[] {
  return ofKind(manifests, 'Deployment').filter(({ metadata }) => metadata.name.startsWith('leadconnector-messages'));
}
