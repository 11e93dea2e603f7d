import { HttpService } from '@nestjs/axios';
import axios, { AxiosInstance } from 'axios';
import * as http from 'node:http';
import * as https from 'node:https';
import { ResolvedOptions } from '../options';
import { Clock } from '../runtime';
import { Agents } from './http.agents';
import { httpFailure } from './http.failure';
import { RawResponse, Send, TransportRequest } from './transport.types';

/** An axios that moves bytes and judges nothing: statuses, JSON, redirects and time-outs are this client's own business. */
export function createAxios(options: ResolvedOptions, agents: Agents): AxiosInstance {
  return axios.create({
    ...agents,
    adapter: 'http',
    headers: { accept: 'application/json', version: options.version, 'user-agent': options.userAgent },
    responseType: 'arraybuffer',
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
    decompress: true,
    maxContentLength: options.maxResponseBytes,
    maxBodyLength: options.maxResponseBytes,
    // A redirect would carry the token elsewhere.
    maxRedirects: 0,
    // axios would otherwise obey HTTP_PROXY, past our agents and their time-outs.
    proxy: false,
    timeout: 0,
  });
}

/** The innermost: one HTTP exchange, its body read whole. */
export function httpTransport(service: HttpService, baseUrl: string, clock: Clock): Send<RawResponse> {
  const secure = baseUrl.startsWith('https:');
  return async (request) => {
    const sentAt = clock.now();
    try {
      // Its axios itself: the observable around it cancels each exchange once more when that is over.
      const response = await service.axiosRef.request<Buffer>({
        method: request.method,
        url: baseUrl + request.target,
        headers: { ...request.headers, ...(request.body === null ? {} : { 'content-type': request.contentType ?? 'application/json' }) },
        data: request.body ?? undefined,
        signal: request.signal,
        transport: announcing(request, secure),
      });
      return { status: response.status, headers: response.headers, body: response.data, sentAt };
    } catch (error) {
      request.signal.throwIfAborted();
      throw httpFailure(error, request);
    }
  };
}

/** Node's own `request`, saying when its connection stands: axios doesn't tell, and the response time-out starts there. */
function announcing({ onSent }: TransportRequest, secure: boolean): { request: typeof http.request } {
  const request = (options: http.RequestOptions, callback: (response: http.IncomingMessage) => void): http.ClientRequest => {
    const outgoing = (secure ? https : http).request(options, callback);
    outgoing.once('socket', (socket) => {
      if (!socket.connecting) return onSent?.();
      socket.once(secure ? 'secureConnect' : 'connect', () => onSent?.());
    });
    return outgoing;
  };
  return { request: request as typeof http.request };
}
