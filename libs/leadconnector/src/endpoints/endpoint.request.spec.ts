import fc from 'fast-check';
import { buildEndpointRequest } from './endpoint.request';

const PATH_ONLY = { path: '/things/{thingId}/parts', query: [], body: [] } as const;

describe('buildEndpointRequest', () => {
  it('puts each argument where the endpoint says, and encodes it', () => {
    const shape = { path: '/things/{thingId}', query: ['limit', 'type', 'query', 'flag'] as const, body: [] };
    const given = { thingId: 'a/b?c', limit: 5, type: ['TYPE_CALL', 'TYPE_SMS'], query: 'ä & b', flag: false };
    expect(buildEndpointRequest(shape, given)).toEqual({
      target: '/things/a%2Fb%3Fc?limit=5&type=TYPE_CALL%2CTYPE_SMS&query=%C3%A4%20%26%20b&flag=false',
      body: null,
    });
  });

  it('leaves out what is undefined, and empty lists', () => {
    const shape = { path: '/things', query: ['limit', 'type', 'cursor'] as const, body: [] };
    expect(buildEndpointRequest(shape, { limit: undefined, type: [], cursor: 'c' }).target).toBe('/things?cursor=c');
  });

  it('writes the body as JSON, without what is undefined', () => {
    const shape = { path: '/things/search', query: [], body: ['filters', 'page'] as const };
    expect(buildEndpointRequest(shape, { filters: [{ field: 'id' }], page: undefined })).toEqual({
      target: '/things/search',
      body: '{"filters":[{"field":"id"}]}',
    });
  });

  it.each(['', '.', '..', 'a\nb', 'a\u0000', 'a\u007f', '\ud800', undefined, null, 5])('refuses %j as an id in the path', (thingId) => {
    expect(() => buildEndpointRequest(PATH_ONLY, { thingId })).toThrow(TypeError);
  });

  it.each(['', 'a\r\nb', '\ud800'])('refuses %j as an id in the query', (contactId) => {
    expect(() => buildEndpointRequest({ path: '/things', query: ['contactId'], body: [] }, { contactId })).toThrow(/^contactId must/);
  });

  it.each([NaN, Infinity, {}, '\udfff'])('refuses %j as a query value', (limit) => {
    expect(() => buildEndpointRequest({ path: '/things', query: ['limit'], body: [] }, { limit })).toThrow(/^limit must/);
  });

  it('keeps any id within its own segment of the path', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (thingId) => {
        // eslint-disable-next-line no-control-regex -- those are refused, see above
        fc.pre(!/[\u0000-\u001f\u007f-\u009f]/.test(thingId) && thingId !== '.' && thingId !== '..');
        const url = new URL(`https://host.example${buildEndpointRequest(PATH_ONLY, { thingId }).target}`);
        const [, things, segment, parts, ...rest] = url.pathname.split('/');
        expect([things, decodeURIComponent(segment ?? ''), parts, rest, url.search]).toEqual(['things', thingId, 'parts', [], '']);
      }),
    );
  });
});
