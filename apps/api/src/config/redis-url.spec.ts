import { EnvironmentError, readEnvironment } from './environment';

describe('REDIS_URL', () => {
  it.each(['redis://localhost', 'redis://:p%40ss@redis.internal:6380/3', 'rediss://user:password@10.0.0.1:6379/'])('may be %s', (url) => {
    expect(readEnvironment({ REDIS_URL: url }).REDIS_URL).toBe(url);
  });

  it('is not needed, and empty means none', () => {
    expect(readEnvironment({}).REDIS_URL).toBeUndefined();
    expect(readEnvironment({ REDIS_URL: '' }).REDIS_URL).toBeUndefined();
  });

  it.each([
    'localhost:6379',
    'http://hunter2@localhost',
    'redis://',
    'redis://:hunter2@host:port',
    'redis://:hunter2@host/name',
    'redis://:hunter2%@host',
    'redis://:hunter2 @host:6379:1',
  ])('is refused as %s, without telling what was given', (url) => {
    const read = () => readEnvironment({ REDIS_URL: url });
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(
      'The environment is not usable:\n  - REDIS_URL must be a redis:// or rediss:// URL, its path nothing or the number of a database',
    );
  });
});
