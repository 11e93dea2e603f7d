/** A header that is always there, unless it's said to be optional. */
export function header(description: string, example: string | number, required = true) {
  return { description, required, schema: { type: typeof example === 'number' ? ('integer' as const) : ('string' as const), example } };
}
