const MAX_LENGTH = 300;
/** Bounds the work of the patterns below, some of which are quadratic. */
const MAX_READ = 2_000;

const PERSONAL: readonly RegExp[] = [
  /\beyJ[\w-]+(?:\.[\w-]*)*/g, // JSON web tokens
  /\bpit-[\w-]+/gi, // private integration tokens
  /\bbearer\s+\S+/gi,
  /[^\s@"'<>]+@[^\s@"'<>]+\.[^\s@"'<>]+/g, // e-mail addresses
  /\+\d[\d ().-]{5,}\d/g, // phone numbers: international, then the national forms
  /\(\d{3}\)\s*\d{3}[ .-]?\d{4}/g,
  /\b\d{3}[ .-]\d{3}[ .-]\d{4}\b/g,
  /\b\d{10,11}\b/g,
];

/** Upstream's text, fit for a log: tokens, e-mail addresses and phone numbers replaced, at most 300 characters. */
export function redact(text: string, token: string): string {
  // A word cut in two might be half a secret that no pattern knows any more, so the last one goes.
  const whole = text.length > MAX_READ ? text.slice(0, MAX_READ).replace(/\S*$/, '') : text;
  const redacted = PERSONAL.reduce((rest, pattern) => rest.replace(pattern, '[redacted]'), whole.replaceAll(token, '[redacted]'));
  return redacted.length > MAX_LENGTH ? `${redacted.slice(0, MAX_LENGTH)}…` : redacted;
}
