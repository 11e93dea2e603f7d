/** The one door by which tests reach the server itself. */
export { startEmbeddedPostgres } from '../../libs/messages/src/store/embedded/embedded-postgres';
export type { EmbeddedPostgres } from '../../libs/messages/src/store/embedded/embedded-postgres';
