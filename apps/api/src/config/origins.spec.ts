import { readEnvironment } from './environment';

describe('the origins that may read answers', () => {
  it.each([
    ['https://app.example.com', ['https://app.example.com']],
    [' https://app.example.com , http://localhost:5173', ['https://app.example.com', 'http://localhost:5173']],
    ['*', ['*']],
    ['', undefined],
  ])('are %j', (text, origins) => {
    expect(readEnvironment({ CORS_ORIGINS: text }).CORS_ORIGINS).toEqual(origins);
  });

  it.each([
    ...['https://app.example.com/', 'https://app.example.com/page', 'https://APP.example.com', 'https://app.example.com:443'],
    ...['app.example.com', 'null', 'file:///', '*,https://app.example.com', 'https://*.example.com/', 'https://a.example,'],
  ])('are not %j, which no browser would send', (text) => {
    expect(() => readEnvironment({ CORS_ORIGINS: text })).toThrow(
      `CORS_ORIGINS must be origins such as https://app.example.com, comma separated, or *; given "${text}"`,
    );
  });
});
