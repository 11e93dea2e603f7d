import { inspect } from 'node:util';
import { isLeadConnectorError, LeadConnectorError } from './errors';

const CALL = { method: 'GET', path: '/contacts/{contactId}' };

describe('LeadConnectorError', () => {
  it('says which call failed and how, by the path template', () => {
    const error = new LeadConnectorError({ code: 'server-error', status: 502 }, CALL);
    expect(error.message).toBe('GET /contacts/{contactId}: server-error 502');
  });

  it('has the fields of its code and no others, also as JSON', () => {
    const error = new LeadConnectorError({ code: 'rate-limited', retryAfterMs: 5, source: 'local' }, CALL, {
      traceId: 't',
      messages: ['m'],
    });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'LeadConnectorError',
      message: 'GET /contacts/{contactId}: rate-limited (local), retry after 5 ms',
      code: 'rate-limited',
      method: 'GET',
      path: '/contacts/{contactId}',
      retryAfterMs: 5,
      source: 'local',
      messages: ['m'],
      traceId: 't',
    });
    expect(Object.keys(new LeadConnectorError({ code: 'forbidden' }, CALL)).sort()).toEqual([
      'code',
      'messages',
      'method',
      'name',
      'path',
      'traceId',
    ]);
  });

  it('keeps its cause, but not in JSON', () => {
    const error = new LeadConnectorError({ code: 'network', errno: 'ECONNRESET' }, CALL, { cause: new Error('socket hang up') });
    expect(inspect(error)).toContain('[cause]: Error: socket hang up');
    expect(JSON.stringify(error)).not.toContain('hang up');
  });
});

describe('isLeadConnectorError', () => {
  const error: unknown = new LeadConnectorError({ code: 'timeout', phase: 'call' }, CALL);

  it('knows its own from others', () => {
    expect([isLeadConnectorError(error), isLeadConnectorError(new Error('timeout')), isLeadConnectorError(null)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('asks for one of some codes, and narrows to their fields', () => {
    expect(isLeadConnectorError(error, 'network', 'aborted')).toBe(false);
    expect(isLeadConnectorError(error, 'timeout', 'aborted') && error.code === 'timeout' && error.phase).toBe('call');
  });
});
