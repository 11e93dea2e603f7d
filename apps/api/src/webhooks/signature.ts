import { IncomingMessage } from 'node:http';
import { KeyObject, verify } from 'node:crypto';

/** The keys of which any may have signed. */
export interface WebhookKeys {
  readonly ed25519: readonly KeyObject[];
  /** Empty unless the older signature is accepted too. */
  readonly rsa: readonly KeyObject[];
}

const ED25519_BYTES = 64;

/**
 * Whether these very bytes were signed by upstream: by Ed25519 in X-GHL-Signature or, only where that header is absent and RSA keys are
 * given, by RSA with SHA-256 in X-WH-Signature. The header must be there once.
 */
export function isSigned({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>, body: Buffer, keys: WebhookKeys): boolean {
  const given = valuesOf(rawHeaders, 'x-ghl-signature');
  if (given.length > 0) return isEd25519(given, body, keys.ed25519);
  return isRsa(valuesOf(rawHeaders, 'x-wh-signature'), body, keys.rsa);
}

function isEd25519(given: readonly string[], body: Buffer, keys: readonly KeyObject[]): boolean {
  const signature = onlyOne(given);
  return signature?.length === ED25519_BYTES && keys.some((key) => verify(null, body, key, signature));
}

function isRsa(given: readonly string[], body: Buffer, keys: readonly KeyObject[]): boolean {
  const signature = onlyOne(given);
  return signature !== null && keys.some((key) => verify('RSA-SHA256', body, key, signature));
}

/** Read from the headers as they came: Node joins those that are repeated. */
function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.flatMap((value, index) => (index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name ? value : []));
}

/** The bytes of the only value, if it is base64 as it's written by everybody: of several texts that decode to the same, only one is. */
function onlyOne(values: readonly string[]): Buffer | null {
  const [value = ''] = values;
  const bytes = Buffer.from(value, 'base64');
  return values.length === 1 && value !== '' && bytes.toString('base64') === value ? bytes : null;
}
