import { RecordedRequest } from '../http/recorded-request';
import { Fault } from './fault';
import { FaultScript } from './fault-script';

const aRequest = (path = '/a', method = 'GET'): RecordedRequest => ({
  method,
  path,
  query: {},
  locationId: null,
  tokenLabel: null,
  status: 0,
  at: 0,
});
const reset: Fault = { kind: 'reset' };
const hang: Fault = { kind: 'hang' };
const kinds = (script: FaultScript, count: number, request = aRequest()) =>
  Array.from({ length: count }, () => script.take(request, 'afterAuth')?.kind);

describe('FaultScript', () => {
  it('hits as many requests as ordered, then none', () => {
    const script = new FaultScript();
    script.next({}, reset, 2);
    expect(kinds(script, 3)).toEqual(['reset', 'reset', undefined]);
  });

  it('hits the nth matching request, counting only matching ones', () => {
    const script = new FaultScript();
    script.next({ path: '/a', nth: 2 }, reset);
    expect(kinds(script, 1)).toEqual([undefined]);
    expect(kinds(script, 3, aRequest('/b'))).toEqual([undefined, undefined, undefined]);
    expect(kinds(script, 2)).toEqual(['reset', undefined]);
  });

  it('uses up orders in the order they were given', () => {
    const script = new FaultScript();
    script.next({}, reset);
    script.next({}, hang);
    expect(kinds(script, 3)).toEqual(['reset', 'hang', undefined]);
  });

  it('goes on until cleared with always', () => {
    const script = new FaultScript();
    script.always({ path: /^\/a/g }, reset);
    expect(kinds(script, 3)).toEqual(['reset', 'reset', 'reset']);
    script.clear();
    expect(kinds(script, 1)).toEqual([undefined]);
  });

  it('matches by method in any case, by path, or by any predicate', () => {
    const script = new FaultScript();
    script.always({ method: 'post' }, reset);
    script.always((request) => request.path === '/c', hang);
    expect(kinds(script, 1, aRequest('/a', 'POST'))).toEqual(['reset']);
    expect(kinds(script, 1, aRequest('/c'))).toEqual(['hang']);
    expect(kinds(script, 1)).toEqual([undefined]);
  });

  it('keeps the phases apart', () => {
    const script = new FaultScript();
    script.next({}, { ...reset, beforeAuth: true });
    expect(script.take(aRequest(), 'afterAuth')).toBeUndefined();
    expect(script.take(aRequest(), 'beforeAuth')?.kind).toBe('reset');
  });
});
