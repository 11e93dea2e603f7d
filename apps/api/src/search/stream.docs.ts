import { getSchemaPath } from '@nestjs/swagger';
import { header } from '../openapi/header.docs';
import { MEDIA_TYPES } from './search.format';
import { SearchAnswerSchema } from './search.schema';

const NDJSON = `{"id":"asd123AbCdEfGhIjKlMn","direction":"inbound","status":"completed","messageType":"TYPE_CALL","locationId":"ve9EPM428h8vShlRW1KT","contactId":"con1AbCdEfGhIjKlMnOp","conversationId":"cnv1AbCdEfGhIjKlMnOp","dateAdded":"2025-10-30T22:45:46.260Z","dateUpdated":"2025-10-30T22:47:06.137Z","userId":"usr1AbCdEfGhIjKlMnOp","userIdSource":"conversation"}
{"complete":true,"count":1,"asOf":"2025-10-30T22:50:00.000Z","lastMessageId":"asd123AbCdEfGhIjKlMn","traceId":"0b6f1c1e7d1f4c1b9a523f0a3b0d9f11"}
`;
const CSV = `id,messageType,direction,userId,dateUpdated,phone\r
asd123AbCdEfGhIjKlMn,TYPE_CALL,inbound,usr1AbCdEfGhIjKlMnOp,2025-10-30T22:47:06.137Z,+15550001234\r
`;

/** What the answer may be, by the request's Accept. */
export const SEARCH_CONTENT = {
  [MEDIA_TYPES.json]: { schema: { $ref: getSchemaPath(SearchAnswerSchema) } },
  [MEDIA_TYPES.ndjson]: {
    schema: {
      type: 'string' as const,
      description:
        'A message a line, as in a page, then a line that alone has no id: complete, count, asOf, lastMessageId, traceId. An answer without that line broke off.',
    },
    example: NDJSON,
  },
  [MEDIA_TYPES.csv]: {
    schema: {
      type: 'string' as const,
      description:
        'RFC 4180 in UTF-8, a header first. Text that a spreadsheet would run as a formula has an apostrophe before it; phone numbers (E.164) stay as they are. An answer that broke off ends the connection before its last chunk.',
    },
    example: CSV,
  },
};

/** The headers that only streams have. */
export const STREAM_HEADERS = {
  'X-Complete': header('Of streams: complete, known before they begin.', 'true', false),
  'X-As-Of': header('Of streams: asOf; absent where it is null.', '2025-10-30T22:50:00.000Z', false),
  'Content-Disposition': header('Of CSV: a name for the file.', 'attachment; filename="messages.csv"', false),
};
