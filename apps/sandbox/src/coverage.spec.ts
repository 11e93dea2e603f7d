import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COVERAGE, RouteCoverage } from './coverage';
import { oauthRoutes } from './oauth/oauth.routes';
import { routes } from './routes/routes';

/** Where the vendor's published files lie, if they are at hand; they are no part of this repository. */
const SPEC_FOLDER = join(__dirname, '../../../../shared/upstream/spec');
const whereSpecIsAtHand = existsSync(SPEC_FOLDER) ? it : it.skip;

interface Operation {
  parameters?: { in: string; name: string }[];
  security?: Record<string, string[]>[];
}

function published({ publishedIn, path, method }: RouteCoverage): Operation {
  const spec = JSON.parse(readFileSync(join(SPEC_FOLDER, publishedIn), 'utf8')) as { paths: Record<string, Record<string, Operation>> };
  return spec.paths[path]?.[method.toLowerCase()] ?? {};
}

const served = [...routes, ...oauthRoutes];

describe('coverage matrix', () => {
  it('lists exactly the routes that are served', () => {
    const names = (entries: readonly { method: string; path: string }[]) => entries.map(({ method, path }) => `${method} ${path}`).sort();
    expect(names(COVERAGE)).toEqual(names(served));
  });

  it.each(COVERAGE.map((entry) => [entry.path, entry] as const))(
    'says of no parameter of %s that it both works and is ignored',
    (_path, entry) => {
      const all = [...entry.parameters, ...entry.ignored];
      expect(new Set(all).size).toBe(all.length);
    },
  );

  for (const entry of COVERAGE) {
    whereSpecIsAtHand(`accounts for every published query parameter of ${entry.method} ${entry.path}`, () => {
      const { parameters = [] } = published(entry);
      // Except for the token endpoint, which is published without any.
      expect(parameters.length > 0 || entry.path === '/oauth/token').toBe(true);
      // The published body of a POST is empty or a reference, so there is nothing to compare its fields with.
      const accounted = entry.method === 'POST' ? [] : [...entry.parameters, ...entry.ignored].sort();
      const query = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      expect(accounted).toEqual(query.sort());
    });

    whereSpecIsAtHand(`asks for the published scope on ${entry.method} ${entry.path}`, () => {
      const route = served.find(({ method, path }) => method === entry.method && path === entry.path);
      const scopes = (published(entry).security ?? []).flatMap((scheme) => Object.values(scheme).flat());
      expect(route?.anonymous ? scopes : scopes.includes(route?.scope ?? '')).toEqual(route?.anonymous ? [] : true);
    });
  }
});
