import type { Moment, SearchParameters } from './contract.types.ts';

/** One or more values, given as one, as a list or with commas, as the list that the contract wants. */
export function listOf(values: string | readonly string[]): string[] {
  return (typeof values === 'string' ? values.split(',') : [...values]).map((value) => value.trim());
}

/** The parameters of a search as the contract wants them. */
export function searchQuery({ type, startAfterDate, endDate, ...rest }: SearchParameters) {
  return {
    ...rest,
    type: listOf(type),
    ...(startAfterDate !== undefined && { startAfterDate: momentOf(startAfterDate) }),
    ...(endDate !== undefined && { endDate: momentOf(endDate) }),
  };
}

/** A moment as the contract wants it. */
export function momentOf(moment: Moment): string | number {
  return moment instanceof Date ? moment.toISOString() : moment;
}
