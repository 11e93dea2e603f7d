import { unprocessable } from './upstream-error';

/** Reads a query's parameters and collects what is wrong with them, to be reported together. */
export class Parameters {
  readonly #faults: string[] = [];

  constructor(private readonly values: Readonly<Record<string, string>>) {}

  text(name: string): string | undefined {
    return this.values[name] || undefined;
  }

  /** Comma-separated values. */
  list(name: string): string[] | undefined {
    return this.text(name)
      ?.split(',')
      .map((value) => value.trim());
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined || (allowed as readonly string[]).includes(value)) return value as T | undefined;
    this.#faults.push(`${name} must be one of the following values: ${allowed.join(', ')}`);
    return undefined;
  }

  integer(name: string, { min, max, fallback }: { min: number; max: number; fallback: number }): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (!Number.isInteger(value)) this.#faults.push(`${name} must be an integer number`);
    else if (value < min) this.#faults.push(`${name} must not be less than ${min}`);
    else if (value > max) this.#faults.push(`${name} must not be greater than ${max}`);
    return value;
  }

  /** Epoch ms, given as such or in ISO 8601. */
  date(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const ms = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
    if (Number.isNaN(ms)) this.#faults.push(`${name} must be a valid date`);
    return ms;
  }

  /** Throws 422 with every fault found by the reads so far. */
  check(): void {
    if (this.#faults.length > 0) throw unprocessable(this.#faults);
  }
}
