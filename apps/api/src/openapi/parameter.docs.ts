import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiQuery, OpenAPIObject } from '@nestjs/swagger';

export type SchemaObject = Exclude<NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string], { $ref: string }>;

export interface DocumentedParameter {
  readonly description: string;
  readonly schema: SchemaObject;
  readonly required?: boolean;
}

/**
 * An id of LeadConnector's: opaque, without spaces; neither of the two that would vanish from a path. Without a type there, the page at /docs
 * shows the parameter's type as "never".
 */
export const idSchema = (example: string): SchemaObject => ({
  type: 'string',
  pattern: '^[!-~]{1,128}$',
  not: { type: 'string', enum: ['.', '..'] },
  examples: [example],
});

/** Several types are OpenAPI 3.1's, and not yet in the types of the decorators. */
export const momentSchema = (...examples: [iso: string, epochMs: number]): SchemaObject =>
  ({ type: ['string', 'integer'], examples }) as unknown as SchemaObject;

/** The parameters of a query; lists are comma separated. Where they may be empty, an empty one counts as not given. */
export function QueryDocs(
  parameters: Readonly<Record<string, DocumentedParameter>>,
  { mayBeEmpty = false }: { readonly mayBeEmpty?: boolean } = {},
): MethodDecorator {
  return applyDecorators(
    ...Object.entries(parameters).map(([name, { description, schema, required = false }]) =>
      ApiQuery({
        ...{ name, description, required, schema },
        ...(schema.type === 'array' && { style: 'form', explode: false }),
        ...(mayBeEmpty && !required && { allowEmptyValue: true }),
      }),
    ),
  );
}

/** The caller's own name for the request. */
export function RequestIdDocs(): MethodDecorator {
  return ApiHeader({
    name: 'X-Request-Id',
    required: false,
    description: "Comes back in the answer's X-Request-Id, and stands in our logs beside the trace id.",
    schema: { type: 'string', pattern: '^[!-~]{1,128}$', examples: ['nightly-export-17'] },
  });
}

/** How fresh the copy must be that is answered from. */
export function MaxAgeDocs(): MethodDecorator {
  return ApiHeader({
    name: 'Cache-Control',
    required: false,
    description: 'max-age=N: how many seconds ago LeadConnector may last have been asked (default 30); no-cache: ask now.',
    schema: { type: 'string', examples: ['max-age=30'] },
  });
}

/** What the caller has already. */
export function IfNoneMatchDocs(): MethodDecorator {
  return ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The ETag of an answer that the caller still has: when it would be the same again, the answer is 304 without a body.',
    schema: { type: 'string', examples: ['W/"Qm9va3MgYXJlIGJldHRlciB0aGFuIGNyYXdsZXJz"'] },
  });
}
