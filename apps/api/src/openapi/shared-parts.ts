import { OpenAPIObject } from '@nestjs/swagger';

type Json = Record<string, unknown>;
/** Name → component, of one kind. */
type Components = Record<string, unknown>;

/**
 * The document with headers and parameters that several operations have said once, among the components. What has the same name and
 * isn't always there is called `…IfKnown`; what is described in further ways stays where it is.
 */
export function withSharedParts(document: OpenAPIObject): OpenAPIObject {
  const headers = sharedHeaders(document);
  const parameters = sharedParameters(document);
  const names = namesOf({ headers, parameters });
  const paths = replaced(document.paths, names) as OpenAPIObject['paths'];
  return { ...document, paths, components: { ...document.components, headers, parameters } as OpenAPIObject['components'] };
}

function sharedHeaders(document: OpenAPIObject): Components {
  const found = nodesUnder(document.paths, 'headers').flatMap((headers) => Object.entries(headers as Json));
  return named(found.map(([name, header]) => [(header as Json).required === false ? `${name}-IfKnown` : name, header]));
}

function sharedParameters(document: OpenAPIObject): Components {
  const found = nodesUnder(document.paths, 'parameters').flatMap((parameters) => parameters as Json[]);
  return named(found.map((parameter) => [String(parameter.name), parameter]));
}

/** What occurs more than once: of each name, the variant that occurs most. */
function named(found: readonly (readonly [name: string, part: unknown])[]): Components {
  const counts = new Map<string, Map<string, number>>();
  for (const [name, part] of found) {
    const ofName = counts.get(name) ?? new Map<string, number>();
    const text = JSON.stringify(part);
    counts.set(name, ofName.set(text, (ofName.get(text) ?? 0) + 1));
  }
  const most = [...counts].flatMap(([name, ofName]) => {
    const [[text, count] = ['', 0]] = [...ofName].sort(([, one], [, other]) => other - one);
    return count > 1 ? [[name, JSON.parse(text) as unknown] as const] : [];
  });
  return Object.fromEntries(most.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Every value of this key, however deep. */
function nodesUnder(node: unknown, key: string): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => (name === key ? [value as unknown] : nodesUnder(value, key)));
}

/** Where each shared part stands, by what it says. */
function namesOf(kinds: Record<string, Components>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(kinds).flatMap(([kind, components]) =>
      Object.entries(components).map(([name, part]) => [JSON.stringify(part), `#/components/${kind}/${name}`] as const),
    ),
  );
}

function replaced(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const $ref = names.get(JSON.stringify(node));
  if ($ref !== undefined) return { $ref };
  if (Array.isArray(node)) return node.map((item: unknown): unknown => replaced(item, names));
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, replaced(value, names)]));
}
