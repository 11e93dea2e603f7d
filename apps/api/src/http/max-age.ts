/** How old an answer may be by the request's Cache-Control (RFC 9111, section 5.2.1), in ms; undefined when it doesn't say. */
export function maxAgeOf(cacheControl: string | undefined): number | undefined {
  const directives = (cacheControl ?? '')
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim());
  if (directives.includes('no-cache') || directives.includes('no-store')) return 0;
  const seconds = directives.map((directive) => /^max-age="?(\d{1,9})"?$/.exec(directive)?.[1]).find((one) => one !== undefined);
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
