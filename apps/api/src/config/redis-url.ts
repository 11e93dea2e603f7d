import { registerDecorator } from 'class-validator';

/** A redis:// or rediss:// URL that the client can read. What was given is not shown: it may hold a password. */
export function IsRedisUrl(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isRedisUrl',
      target: target.constructor,
      propertyName: propertyName as string,
      options: {
        message: ({ property }) => `${property} must be a redis:// or rediss:// URL, its path nothing or the number of a database`,
      },
      validator: { validate: (value: unknown) => typeof value === 'string' && isRedisUrl(value) },
    });
}

function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, username, password } = new URL(text);
  return /^rediss?:$/.test(protocol) && hostname !== '' && /^\/?\d*$/.test(pathname) && isEncoded(username) && isEncoded(password);
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
