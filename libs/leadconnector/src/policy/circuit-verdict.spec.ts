import { LeadConnectorError, LeadConnectorFailure } from '../errors';
import { circuitVerdict } from './circuit-verdict';

const LIST = { method: 'GET', path: '/conversations/search' };
const RECORD = { method: 'GET', path: '/contacts/{contactId}' };

describe('circuitVerdict', () => {
  it.each<[LeadConnectorFailure, string]>([
    [{ code: 'server-error', status: 500 }, 'trouble'],
    [{ code: 'server-error', status: 503 }, 'trouble'],
    [{ code: 'network', errno: 'ECONNRESET' }, 'trouble'],
    [{ code: 'timeout', phase: 'connect' }, 'trouble'],
    [{ code: 'timeout', phase: 'response' }, 'trouble'],
    [{ code: 'invalid-response', reason: 'not-json' }, 'trouble'],
    [{ code: 'invalid-response', reason: 'truncated' }, 'trouble'],
    [{ code: 'invalid-response', reason: 'too-large' }, 'answers'],
    [{ code: 'bad-request' }, 'answers'],
    [{ code: 'unauthorized' }, 'answers'],
    [{ code: 'forbidden' }, 'answers'],
    [{ code: 'not-found' }, 'answers'],
    [{ code: 'unprocessable' }, 'answers'],
    [{ code: 'unexpected-status', status: 302 }, 'answers'],
    [{ code: 'rate-limited', source: 'upstream', retryAfterMs: 1 }, 'answers'],
    [{ code: 'rate-limited', source: 'local', retryAfterMs: 1 }, 'nothing'],
    [{ code: 'circuit-open', retryAfterMs: 1 }, 'nothing'],
    [{ code: 'aborted' }, 'nothing'],
    [{ code: 'stalled-paging' }, 'nothing'],
  ])('takes %j for %s', (failure, verdict) => {
    expect(circuitVerdict(new LeadConnectorError(failure, LIST), 60_000)).toBe(verdict);
  });

  it.each([
    ['still in line', null, 'nothing'],
    ['hastily', 4_999, 'nothing'],
    ['after a fair time', 5_000, 'trouble'],
  ])('judges a call that ran out of time %s', (_, unansweredMs, verdict) => {
    expect(circuitVerdict(new LeadConnectorError({ code: 'timeout', phase: 'call' }, LIST), unansweredMs)).toBe(verdict);
  });

  it.each([
    [500, 'nothing'],
    [502, 'trouble'],
  ])('takes a %i for one record for %s: the record itself may be at fault', (status, verdict) => {
    expect(circuitVerdict(new LeadConnectorError({ code: 'server-error', status }, RECORD), 5)).toBe(verdict);
  });

  it('makes nothing of an error that is not of this client', () => {
    expect(circuitVerdict(new Error('a fault of ours'), 5)).toBe('nothing');
  });
});
