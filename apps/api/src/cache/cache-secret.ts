/** The key under which tokens are hashed and values sealed: the installation's, so that all processes agree. */
export const CACHE_SECRET = Symbol('CACHE_SECRET');
