import { LeadConnectorError } from '@app/leadconnector';
import { ServerResponse } from 'node:http';

/** Aborts when the caller goes away before it has its answer. Nobody sees the reason; it's a closed connection, no fault of ours. */
export function disconnectOf(response: ServerResponse, call: { readonly method: string; readonly path: string }): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new LeadConnectorError({ code: 'aborted' }, call));
  });
  return controller.signal;
}
