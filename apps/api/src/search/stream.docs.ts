import { getSchemaPath } from '@nestjs/swagger';
import { header } from '../openapi/header.docs';
import { MEDIA_TYPES } from './search.format';
import { MessageSchema, SearchAnswerSchema } from './search.schema';
import { StreamEndSchema } from './stream.schema';

/** What a stream of lines carries, OpenAPI 3.1 has no words for: each line is one of these. */
const LINES = { 'x-line-data': { anyOf: [{ $ref: getSchemaPath(MessageSchema) }, { $ref: getSchemaPath(StreamEndSchema) }] } };

/** What the answer may be, by the request's Accept. */
export const SEARCH_CONTENT = {
  [MEDIA_TYPES.json]: { schema: { $ref: getSchemaPath(SearchAnswerSchema) } },
  [MEDIA_TYPES.ndjson]: {
    schema: {
      type: 'string' as const,
      description: 'A Message a line, then a StreamEnd, which alone has no id. An answer without that line broke off.',
    },
    ...LINES,
  },
  [MEDIA_TYPES.csv]: {
    schema: {
      type: 'string' as const,
      description:
        'RFC 4180 in UTF-8, a header first. Text that a spreadsheet would run as a formula has an apostrophe before it; phone numbers (E.164) stay as they are. An answer that broke off ends the connection before its last chunk.',
    },
  },
};

/** The headers that only streams have. */
export const STREAM_HEADERS = {
  'X-Complete': header('Of streams: complete, known before they begin.', 'true', false),
  'X-As-Of': header('Of streams: asOf; absent where it is null.', '2025-10-30T22:50:00.000Z', false),
  'Content-Disposition': header('Of CSV: a name for the file.', 'attachment; filename="messages.csv"', false),
};
