import { FastifyReply, FastifyRequest } from 'fastify';
import { Backend } from '../routes/route';
import { Grant } from './oauth-server';
import { SANDBOX_APP } from './sandbox-app';

/**
 * `GET /oauth/chooselocation`: a page with a link for each location and one for the agency. A link adds `choose`, with which the page sends
 * the person back to the app with a code; `choose=deny` sends him back without one.
 */
export function consentPage({ oauth, world }: Backend, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const query = request.query as Record<string, string | undefined>;
  const { client_id: clientId, redirect_uri: redirectUri, state, choose } = query;
  if (clientId !== SANDBOX_APP.clientId || redirectUri === undefined || !URL.canParse(redirectUri))
    return reply.status(400).type('text/plain').send('The app is not known, or redirect_uri is no URL.');
  const known = world.locations.some(({ id }) => id === choose);
  if (choose !== undefined && (known || ['agency', 'deny'].includes(choose))) {
    const back = new URL(redirectUri);
    if (choose === 'deny') back.searchParams.set('error', 'access_denied');
    else back.searchParams.set('code', oauth.consent(grantOf(choose), redirectUri));
    if (state !== undefined) back.searchParams.set('state', state);
    return reply.redirect(back.toString());
  }
  const link = (to: string, text: string) =>
    `<li><a href="?${escaped(new URLSearchParams({ ...(query as Record<string, string>), choose: to }).toString())}">${escaped(text)}</a></li>`;
  const links = [...world.locations.map(({ id, name }) => link(id, name)), link('agency', 'The agency'), link('deny', 'Nowhere')];
  return reply
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><title>Sandbox</title><p>Install the app for:</p><ul>${links.join('')}</ul>\n`);
}

function grantOf(choice: string): Grant {
  return choice === 'agency' ? { companyId: SANDBOX_APP.companyId } : { locationId: choice };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
