/** Response headers by lower-case name, as Node gives them. */
export type ResponseHeaders = Readonly<Record<string, unknown>>;

/** A header that must be a whole number of at least 0; anything else is null. */
export function wholeNumber(headers: ResponseHeaders, name: string): number | null {
  const text = headers[name];
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text.trim())) return null;
  return Number(text);
}
