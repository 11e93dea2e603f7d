import { InvalidEnvironment, readEnvironment } from './environment';

const message = (environment: Record<string, string>): string => {
  try {
    readEnvironment(environment);
  } catch (error) {
    if (error instanceof InvalidEnvironment) return error.message;
  }
  return 'accepted';
};

describe('readEnvironment', () => {
  it('has a default for everything', () => {
    expect(readEnvironment({})).toEqual({
      port: 3001,
      host: '127.0.0.1',
      seed: 1,
      messages: 20_000,
      anchor: new Date('2026-06-01T12:00:00Z'),
      historyDays: 90,
      latencyMs: 0,
      indexDelayMs: 5_000,
      cursorTtlMs: 120_000,
      exportMaxLimit: 500,
      endDateReading: 'sorted',
      conversationFields: 'wire',
      messageShape: 'wire',
      rateLimit: undefined,
      faultRate: { tooManyRequests: 0, serverError: 0, reset: 0, repeatedRows: 0 },
    });
  });

  it('reads what is set and takes an empty variable for an unset one', () => {
    const environment = {
      PORT: '0',
      SANDBOX_ANCHOR: '2026-01-02T03:04:05Z',
      SANDBOX_RATE_LIMIT: 'off',
      SANDBOX_FAULT_RATE_5XX: '0.25',
      SANDBOX_SEED: '',
    };
    expect(readEnvironment(environment)).toMatchObject({
      port: 0,
      anchor: new Date('2026-01-02T03:04:05Z'),
      rateLimit: false,
      faultRate: { serverError: 0.25 },
      seed: 1,
    });
  });

  it('reports every fault at once', () => {
    expect(
      message({
        PORT: '70000',
        SANDBOX_MESSAGES: 'many',
        SANDBOX_ANCHOR: 'soon',
        SANDBOX_RATE_LIMIT: 'maybe',
        SANDBOX_FAULT_RATE_429: '2',
      }),
    ).toBe(
      [
        'The environment is not usable:',
        '  PORT must be an integer from 0 to 65535, not "70000"',
        '  SANDBOX_MESSAGES must be an integer from 0 to 10000000, not "many"',
        '  SANDBOX_ANCHOR must be an ISO 8601 date, not "soon"',
        '  SANDBOX_RATE_LIMIT must be one of on, off, not "maybe"',
        '  SANDBOX_FAULT_RATE_429 must be a number from 0 to 1, not "2"',
      ].join('\n'),
    );
  });

  it.each(['1.5', '-1', '1e3', ' '])('takes %j for no port of its own making', (port) => {
    expect(message({ PORT: port })).toBe(
      port.trim() ? `The environment is not usable:\n  PORT must be an integer from 0 to 65535, not "${port}"` : 'accepted',
    );
  });
});
