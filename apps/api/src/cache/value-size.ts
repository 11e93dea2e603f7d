/** What an object or an array takes beside its values, roughly. */
const CONTAINER_BYTES = 32;
const SCALAR_BYTES = 8;

/** How many bytes a JSON value takes in memory, roughly: cheap enough to be asked for each answer. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return SCALAR_BYTES + 2 * value.length;
  if (typeof value !== 'object' || value === null) return SCALAR_BYTES;
  let bytes = CONTAINER_BYTES;
  for (const one of Object.values(value)) bytes += SCALAR_BYTES + sizeOf(one);
  return bytes;
}
