/**
 * Throws a TypeError unless `value` can be sent as an id. `.` and `..` would vanish from a path and so reach another endpoint;
 * the value itself is not repeated in the message, since an id may be something else by mistake.
 */
export function assertIdentifier(name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '') throw new TypeError(`${name} must be a string that is not empty`);
  // eslint-disable-next-line no-control-regex -- control characters are what is being refused
  if (/[\u0000-\u001f\u007f-\u009f]/.test(value)) throw new TypeError(`${name} must not contain control characters`);
  if (value === '.' || value === '..') throw new TypeError(`${name} must not be a relative path`);
  assertWellFormed(name, value);
}

/** Throws a TypeError for a lone surrogate, which has no encoding in a URL. */
export function assertWellFormed(name: string, value: string): void {
  if (/\p{Surrogate}/u.test(value)) throw new TypeError(`${name} must be well-formed Unicode`);
}

/** Throws a TypeError unless `token` can stand in a header (RFC 6750: visible ASCII). Never repeats it. */
export function assertToken(token: unknown): asserts token is string {
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) throw new TypeError('token must be visible ASCII without spaces');
}
