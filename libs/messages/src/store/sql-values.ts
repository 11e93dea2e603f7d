/** A moment (epoch ms or infinite) as PostgreSQL reads it. */
export function toTimestamp(milliseconds: number): string {
  if (milliseconds === Infinity) return 'infinity';
  return milliseconds === -Infinity ? '-infinity' : new Date(milliseconds).toISOString();
}

/** One array a column, as `unnest` takes them. */
export function columns<Row>(rows: readonly Row[], read: readonly ((row: Row) => unknown)[]): unknown[][] {
  return read.map((column) => rows.map((row) => column(row) ?? null));
}
