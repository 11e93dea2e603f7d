import { randomBytes } from 'node:crypto';

/** A secret of the harness, unlike any other text. */
export function makeSecret(prefix: string): string {
  return `${prefix}${randomBytes(16).toString('hex')}`;
}

/** The ways in which a text may be written down without being hidden. */
function writings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  // Base64 of a longer text has the secret at one of three offsets; what stands in the middle is the same in each of them.
  const inBase64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
      .slice(4, -4),
  );
  return [secret, encodeURIComponent(secret), bytes.toString('hex'), ...inBase64, ...inBase64.map(toUrlSafe)];
}

function toUrlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

/** Which of the secrets can be read in the text, and where about. */
export function findSecrets(secrets: readonly string[], where: string, text: string): readonly string[] {
  return secrets.flatMap((secret) => {
    const at = writings(secret)
      .map((written) => text.indexOf(written))
      .find((index) => index >= 0);
    return at === undefined ? [] : [`${secret} is in ${where}: …${text.slice(Math.max(0, at - 60), at + 60)}…`];
  });
}
