/** A weak validator (RFC 9110, section 8.8.1): the same version is the same data, though each answer has a trace id of its own. */
export function entityTag(version: string): string {
  return `W/"${version}"`;
}

/** Whether an If-None-Match header names the tag (RFC 9110, section 13.1.2: weak comparison). */
export function matchesEntityTag(ifNoneMatch: string | undefined, tag: string): boolean {
  const opaque = (text: string) => text.trim().replace(/^W\//, '');
  return ifNoneMatch !== undefined && ifNoneMatch.split(',').some((one) => one.trim() === '*' || opaque(one) === opaque(tag));
}
