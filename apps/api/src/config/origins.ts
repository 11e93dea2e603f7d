import { Transform } from 'class-transformer';

/** Origins (RFC 6454), comma separated, become a list, as does `*` alone; anything else stays to be refused. */
export function AsOrigins(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (readOrigins(value) ?? value) : value));
}

function readOrigins(text: string): readonly string[] | null {
  const origins = text.split(',').map((one) => one.trim());
  return text.trim() === '*' || origins.every(isOrigin) ? origins : null;
}

/** As browsers send it: without a path, a port that goes without saying or capital letters, or it would never be the same. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
