/**
 * In what two pieces of JSON differ but for their values: the fields that one has and the other doesn't, and their types. One record of a
 * list may have fields that another lacks.
 */
export function shapeDifferences(shown: unknown, real: unknown, at = '$'): readonly string[] {
  const [one, other] = [kindOf(shown), kindOf(real)];
  // Null where the other has a value says nothing of the type.
  if (one === 'null' || other === 'null') return [];
  if (one !== other) return [`${at} is shown as ${one}, and is ${other}`];
  if (Array.isArray(shown)) return arrayDifferences(shown, real as unknown[], at);
  if (one === 'object') return objectDifferences(shown as object, real as object, at);
  return [];
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** What is shown may be shortened; an element of it must be like one of the real ones. */
function arrayDifferences(shown: readonly unknown[], real: readonly unknown[], at: string): readonly string[] {
  return shown.flatMap((one, index) => {
    const found = real.map((other) => shapeDifferences(one, other, `${at}[${index}]`));
    if (found.some((differences) => differences.length === 0)) return [];
    return found[0] ?? [`${at} is empty`];
  });
}

function objectDifferences(shown: object, real: object, at: string): readonly string[] {
  const missing = at.includes('[') ? [] : Object.keys(real).filter((name) => !(name in shown));
  const invented = Object.keys(shown).filter((name) => !(name in real));
  const within = Object.entries(shown).filter(([name]) => name in real);
  return [
    ...missing.map((name) => `${at}.${name} is not shown`),
    ...invented.map((name) => `${at}.${name} is not there`),
    ...within.flatMap(([name, value]) => shapeDifferences(value, (real as Record<string, unknown>)[name], `${at}.${name}`)),
  ];
}
