import { Transform } from 'class-transformer';
import { registerDecorator } from 'class-validator';

const KEY_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;

/** Comma separated base64 becomes the list of keys; anything else stays to be refused. */
export function AsEncryptionKeys(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (readKeys(value) ?? value) : value));
}

/** Keys that AsEncryptionKeys could read. What was given is not shown. */
export function AreEncryptionKeys(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'areEncryptionKeys',
      target: target.constructor,
      propertyName: propertyName as string,
      options: {
        message: ({ property }) => `${property} must be base64 of 32 random bytes, or several of them, comma separated, no two the same`,
      },
      validator: { validate: (value: unknown) => Array.isArray(value) },
    });
}

function readKeys(text: string): readonly Buffer[] | null {
  const parts = text.split(',').map((part) => part.trim());
  const keys = parts.map((part) => Buffer.from(part, 'base64'));
  const isUsable = parts.every((part) => BASE64.test(part)) && keys.every(({ length }) => length === KEY_BYTES);
  return isUsable && new Set(keys.map((key) => key.toString('hex'))).size === keys.length ? keys : null;
}
