import { difference, Json, listOf, objectOf, resolved } from './json';
import { Contracts, SchemaBreaks } from './schema-breaks';

/** Every change after which a client that was made for `before` may fail with `after`, each a sentence; docs/versioning.md has the rules. */
export function breakingChanges(before: Json, after: Json): readonly string[] {
  const contracts = { before, after };
  const operations = operationsOf(before).flatMap(([name, operation]) => {
    const now = operationsOf(after).find(([other]) => other === name)?.[1];
    return now ? ofOperation(contracts, name, operation, now) : [`${name}: is removed`];
  });
  return [...new Set([...ofServers(before, after), ...ofCredentials(before, after), ...operations, ...ofNames(before, after)])];
}

/** Clients ask where they always did. */
function ofServers(before: Json, after: Json): readonly string[] {
  const urls = (document: Json) => listOf(document.servers).map((server) => objectOf(server).url);
  return difference(urls(before), urls(after)).map((url) => `the server ${String(url)}: is removed`);
}

/** How a credential is sent, whatever is said of it. */
function ofCredentials(before: Json, after: Json): readonly string[] {
  const schemes = (document: Json) => objectOf(objectOf(document.components).securitySchemes);
  const how = (scheme: unknown) => JSON.stringify(['type', 'scheme', 'in', 'name'].map((key) => objectOf(scheme)[key] ?? null));
  const now = schemes(after);
  return Object.entries(schemes(before)).flatMap(([name, scheme]) =>
    how(scheme) === how(now[name]) ? [] : [`the credential ${name}: is sent in another way now`],
  );
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

function operationsOf(document: Json): readonly (readonly [name: string, operation: Json])[] {
  return Object.entries(objectOf(document.paths)).flatMap(([path, item]) =>
    Object.entries(objectOf(item))
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, objectOf(operation)] as const),
  );
}

/** Generated clients call their methods and types by these names. */
function ofNames(before: Json, after: Json): readonly string[] {
  const names = (document: Json) => Object.keys(objectOf(objectOf(document.components).schemas));
  return difference(names(before), names(after)).map((name) => `the schema ${String(name)}: is removed`);
}

function ofOperation(contracts: Contracts, name: string, before: Json, after: Json): readonly string[] {
  const security = ({ security: own }: Json, document: Json) => JSON.stringify(own ?? document.security ?? []);
  return [
    ...(before.operationId === after.operationId ? [] : [`${name}: is called ${String(after.operationId)} now`]),
    ...(security(before, contracts.before) === security(after, contracts.after) ? [] : [`${name}: needs other credentials`]),
    ...ofParameters(contracts, name, before, after),
    ...ofBody(contracts, name, before, after),
    ...ofAnswers(contracts, name, objectOf(before.responses), objectOf(after.responses)),
  ];
}

function ofParameters(contracts: Contracts, name: string, before: Json, after: Json): readonly string[] {
  const [given, now] = [parametersOf(contracts.before, before), parametersOf(contracts.after, after)];
  return [
    ...[...given].flatMap(([place, parameter]) => {
      const other = now.get(place);
      if (!other) return [`${name}, ${place}: is removed`];
      const isRequiredNow = other.required === true && parameter.required !== true;
      return [
        ...(isRequiredNow ? [`${name}, ${place}: is required now`] : []),
        ...(serialised(parameter) === serialised(other) ? [] : [`${name}, ${place}: is written in another way now`]),
        ...new SchemaBreaks(contracts, 'request').between(parameter.schema, other.schema, `${name}, ${place}`),
      ];
    }),
    ...[...now].flatMap(([place, parameter]) =>
      parameter.required === true && !given.has(place) ? [`${name}, ${place}: is new, and required`] : [],
    ),
  ];
}

/** How several values are written, by the defaults of OpenAPI where it isn't said. */
function serialised({ in: where, style, explode }: Json): string {
  const written = style ?? (where === 'query' || where === 'cookie' ? 'form' : 'simple');
  return JSON.stringify([written, explode ?? written === 'form']);
}

function parametersOf(document: Json, operation: Json): ReadonlyMap<string, Json> {
  const parameters = listOf(operation.parameters).map((parameter) => resolved(document, parameter));
  return new Map(parameters.map((parameter) => [`${String(parameter.in)} parameter ${String(parameter.name)}`, parameter]));
}

function ofBody(contracts: Contracts, name: string, before: Json, after: Json): readonly string[] {
  const [body, now] = [resolved(contracts.before, before.requestBody), resolved(contracts.after, after.requestBody)];
  if (after.requestBody === undefined) return before.requestBody === undefined ? [] : [`${name}, body: is removed`];
  return [
    ...(now.required === true && body.required !== true ? [`${name}, body: is required now`] : []),
    ...ofContents(contracts, 'request', `${name}, body`, objectOf(body.content), objectOf(now.content)),
  ];
}

function ofAnswers(contracts: Contracts, name: string, before: Json, after: Json): readonly string[] {
  const removed = difference(Object.keys(before), Object.keys(after)).map(
    (status) => `${name}: is not answered ${String(status)} any more`,
  );
  // An error more is met by what handles errors; a success more is met by nothing.
  const added = difference(Object.keys(after), Object.keys(before)).filter((status) => /^[123]/.test(String(status)));
  return [
    ...removed,
    ...added.map((status) => `${name}: may be answered ${String(status)} now`),
    ...Object.keys(before).flatMap((status) => {
      if (!(status in after)) return [];
      const [answer, now] = [resolved(contracts.before, before[status]), resolved(contracts.after, after[status])];
      const where = `${name} answered ${status}`;
      return [
        ...ofContents(contracts, 'answer', where, objectOf(answer.content), objectOf(now.content)),
        ...ofHeaders(contracts, where, objectOf(answer.headers), objectOf(now.headers)),
      ];
    }),
  ];
}

function ofContents(contracts: Contracts, direction: 'request' | 'answer', where: string, before: Json, after: Json): readonly string[] {
  return Object.entries(before).flatMap(([mediaType, content]) => {
    const other = after[mediaType];
    if (other === undefined) return [`${where}: ${mediaType} is removed`];
    return PARTS_OF_A_BODY.flatMap(([key, what]) =>
      new SchemaBreaks(contracts, direction).between(objectOf(content)[key], objectOf(other)[key], `${where}, ${mediaType}${what}`),
    );
  });
}

/** The whole of it; or of a body that is a list without an end, each of its items. */
const PARTS_OF_A_BODY = [
  ['schema', ''],
  ['x-line-data', ', a line'],
  ['x-event-data', ', an event'],
] as const;

function ofHeaders(contracts: Contracts, where: string, before: Json, after: Json): readonly string[] {
  return Object.entries(before).flatMap(([header, given]) => {
    if (!(header in after)) return [`${where}, header ${header}: is removed`];
    const [one, other] = [resolved(contracts.before, given), resolved(contracts.after, after[header])];
    return [
      ...(one.required === true && other.required !== true ? [`${where}, header ${header}: is not always there any more`] : []),
      ...new SchemaBreaks(contracts, 'answer').between(one.schema, other.schema, `${where}, header ${header}`),
    ];
  });
}
