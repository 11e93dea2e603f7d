import { join } from 'node:path';

/** What every client is generated from. */
export const CONTRACT = join(__dirname, '..', '..', 'openapi.json');
