import { faultsOfFormat, formatOf, SearchFormat } from './search.format';

describe('the format of a search', () => {
  it.each<[string | undefined, SearchFormat]>([
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['application/*', 'json'],
    ['application/json', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['text/html, application/xhtml+xml, */*;q=0.8', 'json'],
    ['application/json, application/x-ndjson, text/csv', 'json'],
    ['application/x-ndjson', 'ndjson'],
    ['Application/X-NDJSON', 'ndjson'],
    ['application/json;q=0.5, application/x-ndjson', 'ndjson'],
    ['application/x-ndjson, */*', 'ndjson'],
    ['text/csv', 'csv'],
    ['text/csv;charset=UTF-8', 'csv'],
    ['text/*', 'csv'],
    ['text/csv;q=0.4, application/x-ndjson;q=0.3, application/json;q=0.2', 'csv'],
    ['application/json;q=0, */*;q=0.1', 'ndjson'],
  ])('for %s is %s', (accept, format) => {
    expect(formatOf(accept, '1.1')).toBe(format);
  });

  it.each(['text/html', 'application/xml, image/*', 'application/json;q=0', 'application/json;version=2', 'nonsense'])(
    'for %s is refused, with what there is',
    (accept) => {
      expect(() => formatOf(accept, '1.1')).toThrow(
        `Accept must allow one of application/json, application/x-ndjson, text/csv; given ${JSON.stringify(accept)}`,
      );
    },
  );

  it('is never CSV where half of it would look whole', () => {
    expect(formatOf('text/csv, application/json;q=0.5', '1.0')).toBe('json');
    expect(formatOf('application/x-ndjson', '1.0')).toBe('ndjson');
    expect(() => formatOf('text/csv', '1.0')).toThrow(
      'Accept must allow one of application/json, application/x-ndjson over HTTP/1.0 (text/csv takes HTTP/1.1); given "text/csv"',
    );
  });

  it('takes of the parameters what makes sense with it', () => {
    expect(faultsOfFormat('json', { limit: '10', includeTotal: 'true' })).toEqual([]);
    expect(faultsOfFormat('ndjson', { includeTotal: 'false', cursor: 'c' })).toEqual([]);
    expect(faultsOfFormat('csv', { columns: 'id' })).toEqual([]);
    expect(faultsOfFormat('json', { columns: 'id' })).toEqual([
      'columns must be given with Accept: text/csv only, this answer is application/json; given "id"',
    ]);
    expect(faultsOfFormat('ndjson', { limit: 10, includeTotal: true, columns: ['id'] })).toEqual([
      'columns must be given with Accept: text/csv only, this answer is application/x-ndjson; given ["id"]',
      'limit must not be given with Accept: application/x-ndjson, whose answer is every message of the window; given 10',
      'includeTotal must not be true with Accept: application/x-ndjson, whose answer is every message of the window; given true',
    ]);
  });
});
