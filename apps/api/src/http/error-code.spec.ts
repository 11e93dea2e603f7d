import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOfStatus, codesOf } from './error-code';
import { ERROR_STATUS } from './status-map';

const ROOT = join(__dirname, '../../../..');

interface Contract {
  readonly components: {
    readonly schemas: Readonly<
      Record<
        string,
        {
          readonly properties?: { readonly code?: { readonly enum?: readonly string[] } };
          readonly discriminator?: { readonly mapping: Readonly<Record<string, string>> };
        }
      >
    >;
  };
}

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
    expect(codesOf(429)).toEqual(['event-not-kept', 'too-many-requests']);
    const documented = new Set(STATUSES.flatMap((status) => codesOf(status)));
    expect(Object.keys(ERROR_STATUS).filter((code) => !documented.has(code as never))).toEqual([]);
  });

  it('stands in the documentation of errors', () => {
    const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
    expect(STATUSES.flatMap(codesOf).filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });

  it('belongs to one schema, which is the one that a reader of any error is told of', () => {
    const { schemas } = (JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8')) as Contract).components;
    const belongs = Object.entries(schemas).flatMap(([name, { properties }]) =>
      name.endsWith('Error') ? (properties?.code?.enum ?? []).map((code) => [code, `#/components/schemas/${name}`] as const) : [],
    );
    expect(belongs.map(([code]) => code).sort()).toEqual([...new Set(belongs.map(([code]) => code))].sort());
    expect(Object.fromEntries(belongs)).toEqual(schemas.Error?.discriminator?.mapping);
    expect(Object.fromEntries(belongs)).toMatchObject({
      'too-many-requests': '#/components/schemas/TooManyRequestsError',
      'rate-limited': '#/components/schemas/UnavailableError',
      'not-ready': '#/components/schemas/NotReadyError',
    });
  });
});
