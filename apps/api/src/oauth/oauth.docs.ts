import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { failure, TRACE_HEADERS } from '../http/error.docs';
import { header } from '../openapi/header.docs';

const HTML = { 'text/html': { schema: { type: 'string' as const } } };
const COOKIE = {
  'Set-Cookie': header('Binds the consent to this browser, or ends that.', 'lcm_oauth=…; Path=/oauth/callback; HttpOnly; SameSite=Lax'),
};
const PAGE = {
  'Cache-Control': header('Never cached.', 'no-store'),
  'Content-Security-Policy': header('Nothing is loaded.', "default-src 'none'"),
  'Referrer-Policy': header('The code is not passed on.', 'no-referrer'),
  'X-Content-Type-Options': header('It is what it says.', 'nosniff'),
  ...COOKIE,
  ...TRACE_HEADERS,
};
const notThere = failure({ status: 404, description: 'No app is configured.', message: 'Cannot GET /oauth/install' });
const broken = failure({ status: 500, description: 'A fault of ours.', message: 'Something went wrong on our side.' });
const away = failure({
  status: 503,
  description: 'The store is not reachable.',
  message: 'The store can not be reached.',
  code: 'store-unavailable',
});

export function InstallDocs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'beginInstallation',
      tags: ['Connections'],
      summary: 'Install the app: to the consent page',
      description: 'For a browser. There only when an app is configured.',
      security: [],
    }),
    ApiResponse({
      status: 302,
      description: "To LeadConnector's consent page.",
      headers: { Location: header('The consent page.', 'https://marketplace.gohighlevel.com/oauth/chooselocation?…'), ...PAGE },
    }),
    notThere,
    broken,
  );
}

export function CallbackDocs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'completeInstallation',
      tags: ['Connections'],
      summary: 'Install the app: back from the consent page',
      description: 'For a browser: the code is exchanged and the location, or the agency, connected. A page says how it went.',
      security: [],
    }),
    ApiQuery({ name: 'code', required: false, description: 'The code.', schema: { type: 'string', maxLength: 2048 } }),
    ApiQuery({ name: 'state', required: false, description: 'The state, as it was sent.', schema: { type: 'string' } }),
    ApiQuery({ name: 'error', required: false, description: 'Instead of a code: why there is none.', schema: { type: 'string' } }),
    ApiResponse({ status: 200, description: 'Connected.', content: HTML, headers: PAGE }),
    ApiResponse({ status: 400, description: 'Not begun in this browser, not consented, or refused.', content: HTML, headers: PAGE }),
    ApiResponse({ status: 409, description: 'The service can not store connections.', content: HTML, headers: PAGE }),
    ApiResponse({ status: 502, description: 'LeadConnector could not be asked.', content: HTML, headers: PAGE }),
    notThere,
    broken,
    away,
  );
}
