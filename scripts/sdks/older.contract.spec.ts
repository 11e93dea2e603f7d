import { olderContract } from './older.contract';

const OBJECT = { type: 'object', properties: { a: { type: 'string' } } };

describe('olderContract', () => {
  it('says what the older OpenAPI can say, and where there are alternatives only what they have in common', () => {
    const schemas = {
      Nullable: { type: ['string', 'null'] },
      Moment: { type: ['string', 'integer'], description: 'A moment.' },
      Either: { description: 'One of two.', anyOf: [OBJECT, { $ref: '#/components/schemas/Moment' }] },
      OneOf: { oneOf: [OBJECT, OBJECT] },
      Typed: { type: 'object', properties: { type: { type: 'array', items: { type: ['string', 'integer'] } } } },
    };
    const older = JSON.parse(olderContract(JSON.stringify({ openapi: '3.1.0', info: {}, paths: {}, components: { schemas } })));
    expect(older).toEqual({
      ...{ openapi: '3.0.3', info: {}, paths: {} },
      components: {
        schemas: {
          Nullable: { type: 'string', nullable: true },
          Moment: { description: 'A moment.' },
          Either: { type: 'object', additionalProperties: true, description: 'One of two.' },
          OneOf: { type: 'object', additionalProperties: true },
          Typed: { type: 'object', properties: { type: { type: 'array', items: {} } } },
        },
      },
    });
  });
});
