import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOfStatus, codesOf } from './error-code';
import { errorSchemas } from './error-schemas';
import { ERROR_STATUS } from './status-map';

const STATUSES = [400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 500, 502, 503, 504];

describe('the code of an error', () => {
  it.each([
    [404, 'not-found'],
    [413, 'body-too-large'],
    [422, 'parameters-invalid'],
    [418, 'bad-request'],
    [507, 'internal'],
  ])('is known from the status %i alone: %s', (status, code) => {
    expect(codeOfStatus(status)).toBe(code);
  });

  it('tells our own refusals of parameters from those of LeadConnector', () => {
    expect(codesOf(422)).toEqual(['parameters-invalid', 'unprocessable']);
  });

  it("is documented with each of its statuses, upstream's own on upstream's paths included", () => {
    expect(codesOf(429)).toEqual(['event-not-kept', 'rate-limited']);
    const documented = new Set(STATUSES.flatMap((status) => codesOf(status)));
    expect(Object.keys(ERROR_STATUS).filter((code) => !documented.has(code as never))).toEqual([]);
  });

  it('stands in the documentation of errors', () => {
    const page = readFileSync(join(__dirname, '../../../../docs/errors.md'), 'utf8');
    expect(STATUSES.flatMap(codesOf).filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });

  it('has one shape of message, whatever its status', () => {
    const { mapping } = errorSchemas().Error?.discriminator ?? {};
    expect(mapping).toMatchObject({
      'parameters-invalid': '#/components/schemas/ValidationError',
      unprocessable: '#/components/schemas/ValidationError',
      'not-ready': '#/components/schemas/NotReadyError',
      'sync-incomplete': '#/components/schemas/UnavailableError',
    });
  });
});
