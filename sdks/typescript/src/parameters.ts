/** One or more values, given as one, as a list or with commas, as the list that the contract wants. */
export function listOf(values: string | readonly string[]): string[] {
  return (typeof values === 'string' ? values.split(',') : [...values]).map((value) => value.trim());
}
