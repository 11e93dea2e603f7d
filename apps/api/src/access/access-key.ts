/** The key under which tokens are hashed: the installation's, so that all processes agree. */
export const ACCESS_KEY = Symbol('ACCESS_KEY');
