/** Before the name of every metric that is the service's own. */
export const PREFIX = 'leadconnector_messages_';
