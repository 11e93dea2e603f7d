/** The cookie that binds a consent to the browser that began it. Only the callback gets it. */
const NAME = 'lcm_oauth';
const LIFE_SECONDS = 600;

/** `Set-Cookie` with the binding, or without one to take it back. Lax: the person comes back by a link of another site. */
export function bindingCookie(binding: string | null, redirectUri: string): string {
  const { protocol, pathname } = new URL(redirectUri);
  const attributes = [
    `${NAME}=${binding ?? ''}`,
    `Path=${pathname}`,
    `Max-Age=${binding === null ? 0 : LIFE_SECONDS}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(protocol === 'https:' ? ['Secure'] : []),
  ];
  return attributes.join('; ');
}

/** The binding that the browser sent; undefined without one. */
export function bindingOf(cookies: string | undefined): string | undefined {
  const pairs = (cookies ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === NAME)?.[1];
}
