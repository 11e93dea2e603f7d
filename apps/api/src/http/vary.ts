/** A Vary header: every answer may be compressed for who can read that. In the letters in which the compression would add its own. */
export function varyOn(...names: readonly string[]): string {
  return [...names, 'accept-encoding'].join(', ');
}
