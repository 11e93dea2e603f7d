export interface Fault {
  readonly name: string;
  readonly reason: string;
}

/** Reads variables, and collects what is wrong rather than stopping at the first. An empty variable counts as unset. */
export class Reader {
  readonly faults: Fault[] = [];

  constructor(private readonly environment: Readonly<Record<string, string | undefined>>) {}

  text(name: string, fallback: string): string {
    return this.#value(name) ?? fallback;
  }

  /** Undefined when it isn't set. */
  url(name: string): string | undefined {
    const text = this.#value(name);
    if (text !== undefined && !/^https?:\/\/\S+$/.test(text)) this.#refuse(name, 'must be an http:// or https:// URL', text);
    return text;
  }

  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.#value(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) this.#refuse(name, `must be an integer from ${min} to ${max}`, text);
    return value;
  }

  probability(name: string): number {
    const text = this.#value(name) ?? '0';
    const value = Number(text);
    if (!(value >= 0 && value <= 1)) this.#refuse(name, 'must be a number from 0 to 1', text);
    return value;
  }

  date(name: string, fallback: Date): Date {
    const text = this.#value(name);
    if (text === undefined) return fallback;
    const value = new Date(text);
    if (Number.isNaN(value.getTime())) this.#refuse(name, 'must be an ISO 8601 date', text);
    return value;
  }

  oneOf<T extends string>(name: string, allowed: readonly [T, ...T[]]): T {
    const text = this.#value(name) ?? allowed[0];
    const value = allowed.find((candidate) => candidate === text);
    if (value === undefined) this.#refuse(name, `must be one of ${allowed.join(', ')}`, text);
    return value ?? allowed[0];
  }

  #value(name: string): string | undefined {
    return this.environment[name]?.trim() || undefined;
  }

  #refuse(name: string, reason: string, given: string): void {
    this.faults.push({ name, reason: `${reason}, not "${given}"` });
  }
}
