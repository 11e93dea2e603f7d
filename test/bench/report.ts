/** One figure of a benchmark: what was measured, against what, and what was aimed at. */
export interface Figure {
  readonly name: string;
  readonly measured: string;
  readonly baseline: string;
  readonly ratio: string;
  readonly aim: string;
  readonly met: boolean;
}

export function printFigures(figures: readonly Figure[]): void {
  const rows = [['figure', 'measured', 'baseline', 'ratio', 'aim', ''], ...figures.map(toRow)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

function toRow({ name, measured, baseline, ratio, aim, met }: Figure): string[] {
  return [name, measured, baseline, ratio, aim, met ? 'met' : 'MISSED'];
}

export function perSecond(count: number, milliseconds: number): number {
  return (count * 1000) / milliseconds;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
