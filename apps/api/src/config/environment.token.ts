/** The checked environment, as one frozen object. */
export const ENVIRONMENT = Symbol('ENVIRONMENT');
