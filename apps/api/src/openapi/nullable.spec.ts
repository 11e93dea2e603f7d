import { withNullTypes } from './nullable';

describe('withNullTypes', () => {
  it('makes null one of the types, wherever the schema stands', () => {
    expect(
      withNullTypes({ properties: { a: { nullable: true, type: 'string', example: 'x' } }, list: [{ type: 'number', nullable: true }] }),
    ).toEqual({
      properties: { a: { type: ['string', 'null'], example: 'x' } },
      list: [{ type: ['number', 'null'] }],
    });
  });

  it('makes null an alternative to a referenced schema', () => {
    expect(withNullTypes({ nullable: true, description: 'How far.', allOf: [{ $ref: '#/components/schemas/A' }] })).toEqual({
      description: 'How far.',
      anyOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }],
    });
  });

  it('keeps the reference when the type of what it refers to stands beside it', () => {
    expect(withNullTypes({ nullable: true, type: 'object', allOf: [{ $ref: '#/components/schemas/A' }] })).toEqual({
      anyOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }],
    });
  });

  it('makes null one of the values of an enum', () => {
    expect(withNullTypes({ nullable: true, type: 'string', enum: ['a'] })).toEqual({ type: ['string', 'null'], enum: ['a', null] });
  });

  it('leaves everything else as it is', () => {
    const document = { openapi: '3.1.0', examples: [null, 1, 'nullable', false], schema: { type: 'object', additionalProperties: {} } };
    expect(withNullTypes(document)).toEqual(document);
  });

  it('refuses a nullable schema without a type, which would say nothing', () => {
    expect(() => withNullTypes({ nullable: true, description: 'x' })).toThrow('A nullable schema must have a type');
  });
});
