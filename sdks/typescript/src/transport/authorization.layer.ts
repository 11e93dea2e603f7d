import type { Layer, Token } from './transport.types.ts';

/** Adds the token, unless the request has an Authorization of its own. What a token function throws goes to the caller as it is. */
export function authorizationLayer(token: Token | undefined): Layer {
  return (next) => async (request) => {
    if (token === undefined || request.headers.has('authorization')) return next(request);
    const value = typeof token === 'string' ? token : await token();
    request.headers.set('authorization', `Bearer ${value}`);
    return next(request);
  };
}
