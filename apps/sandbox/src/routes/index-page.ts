import { Backend } from './route';
import { oauthRoutes } from '../oauth/oauth.routes';
import { SANDBOX_APP } from '../oauth/sandbox-app';
import { routes } from './routes';

/** What `GET /` tells a stranger: which locations there are, which tokens reach them, and what can be asked. */
export function indexPage({ world, options }: Backend): Record<string, unknown> {
  return {
    name: 'LeadConnector API sandbox',
    locations: world.locations,
    tokens: [...world.tokens.values()],
    headers: { Authorization: 'Bearer <token>', Version: '2021-07-28' },
    seed: options.seed,
    anchor: options.anchor.toISOString(),
    oauth: { app: SANDBOX_APP, consentPage: '/oauth/chooselocation' },
    routes: [...routes, ...oauthRoutes].map(({ method, path }) => `${method} ${path}`),
  };
}
