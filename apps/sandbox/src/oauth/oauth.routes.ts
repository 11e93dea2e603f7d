import { UpstreamError } from '../http/upstream-error';
import { Ask, Backend, Route } from '../routes/route';
import { SANDBOX_APP } from './sandbox-app';

/** Nothing else says whom it is about. */
const ofTheToken = { requiresLocationId: false, locate: (): undefined => undefined };

/** `POST /oauth/token`, form-encoded: the app's own credentials stand in the body. */
export const tokenRoute: Route = {
  method: 'POST',
  path: '/oauth/token',
  anonymous: true,
  scope: 'oauth.write',
  ...ofTheToken,
  answer: ({ body }: Ask, { oauth }: Backend) => oauth.token(body),
};

/** `POST /oauth/locationToken`, form-encoded, with an agency's token. */
export const locationTokenRoute: Route = {
  method: 'POST',
  path: '/oauth/locationToken',
  scope: 'oauth.write',
  requiresLocationId: true,
  locate: ({ body }) => (typeof body.locationId === 'string' && body.locationId !== '' ? body.locationId : undefined),
  answer: ({ body }: Ask, { oauth }: Backend, locationId: string) => oauth.locationToken(body.companyId, locationId),
};

/** `GET /oauth/installedLocations`, with an agency's token. */
export const installedLocationsRoute: Route = {
  method: 'GET',
  path: '/oauth/installedLocations',
  scope: 'oauth.readonly',
  ...ofTheToken,
  answer({ query }: Ask, { oauth, world }: Backend) {
    const limit = query.integer('limit', { min: 1, max: 100, fallback: 20 });
    const skip = query.integer('skip', { min: 0, max: Number.MAX_SAFE_INTEGER, fallback: 0 });
    const only = query.oneOf('isInstalled', ['true', 'false']);
    query.check();
    if (query.text('companyId') !== SANDBOX_APP.companyId) throw new UpstreamError(400, 'The company is not known.');
    if (query.text('appId') !== SANDBOX_APP.appId) throw new UpstreamError(400, 'The app is not known.');
    const installed = new Set(oauth.installed());
    const rows = world.locations
      .map(({ id, name }) => ({ _id: id, name, address: '', isInstalled: installed.has(id) }))
      .filter(({ isInstalled }) => only === undefined || String(isInstalled) === only);
    return { locations: rows.slice(skip, skip + limit), count: rows.length, installToFutureLocations: false };
  },
};

/** Every emulated endpoint of OAuth; apart from the others, since their tokens and bodies are of another kind. */
export const oauthRoutes: readonly Route[] = [tokenRoute, locationTokenRoute, installedLocationsRoute];
