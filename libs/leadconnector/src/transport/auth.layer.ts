import { Layer } from './transport.types';

/** Puts the credential on the request: the only place where a token becomes a header. */
export function authLayer<Response>(): Layer<Response> {
  return (next) => (request) =>
    request.anonymous
      ? next(request)
      : next({ ...request, headers: { ...request.headers, authorization: `Bearer ${request.credential.token}` } });
}
