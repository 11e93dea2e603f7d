import { ValidationOptions } from 'class-validator';

/** A parameter that was given more than once, with different values. */
export class ConflictingValues {
  constructor(readonly values: readonly unknown[]) {}
}

/** The message of a fault: which parameter, what is allowed, what was given. */
export function mustBe(allowed: string): ValidationOptions {
  return { message: ({ property, value }) => `${property} must be ${allowed}; ${given(value)}` };
}

/** What was given, short enough for a message. */
export function given(value: unknown): string {
  if (value === undefined) return 'it is missing';
  if (value instanceof ConflictingValues) return `given more than once with different values: ${value.values.map(show).join(', ')}`;
  return `given ${show(value)}`;
}

const SHOWN_CHARACTERS = 100;

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
