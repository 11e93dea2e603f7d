/** The Redis of the environment, or null without one. */
export const REDIS = Symbol('REDIS');

/** What the names of this installation's keys begin with, so that several may share a Redis. */
export const REDIS_PREFIX = Symbol('REDIS_PREFIX');
