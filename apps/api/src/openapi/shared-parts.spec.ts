import { OpenAPIObject } from '@nestjs/swagger';
import { withSharedParts } from './shared-parts';

const id = { description: 'The id.', required: true, schema: { type: 'string' } };
const age = (required: boolean) => ({ description: 'How old.', required, schema: { type: 'integer' } });
const limit = (maximum: number) => ({ name: 'limit', in: 'query', schema: { type: 'integer', maximum } });
const operation = (headers: object, parameters: object[]) => ({ parameters, responses: { 200: { description: 'Yes.', headers } } });

const shared = (...operations: object[]): OpenAPIObject =>
  withSharedParts({
    openapi: '3.1.0',
    info: { title: 'x', version: '1' },
    paths: Object.fromEntries(operations.map((get, at) => [`/${at}`, { get }])) as OpenAPIObject['paths'],
  });

describe('withSharedParts', () => {
  it('says once what several operations have', () => {
    const { paths, components } = shared(operation({ Id: id }, [limit(10)]), operation({ Id: id }, [limit(10)]));
    const expected = operation({ Id: { $ref: '#/components/headers/Id' } }, [{ $ref: '#/components/parameters/limit' }]);
    expect(paths).toEqual({ '/0': { get: expected }, '/1': { get: expected } });
    expect(components).toEqual({ headers: { Id: id }, parameters: { limit: limit(10) } });
  });

  it('tells headers that are always there from those that are not', () => {
    const both = operation({ Age: age(true) }, []);
    const neither = operation({ Age: age(false) }, []);
    expect(shared(both, both, neither, neither).components).toEqual({
      headers: { Age: age(true), 'Age-IfKnown': age(false) },
      parameters: {},
    });
  });

  it('leaves where it is what only one operation says so', () => {
    const { paths, components } = shared(operation({}, [limit(10)]), operation({}, [limit(10)]), operation({ Id: id }, [limit(500)]));
    expect(paths['/2']).toEqual({ get: operation({ Id: id }, [limit(500)]) });
    expect(components).toEqual({ headers: {}, parameters: { limit: limit(10) } });
  });
});
