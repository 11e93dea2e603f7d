import { duties } from './duties';
import { readEnvironment } from './environment';

const ALL = { backgroundSync: true, appliesEvents: false, upkeep: true };

describe('what a process does unasked', () => {
  it.each([
    [{}, ALL],
    [
      { ROLE: 'all', BACKGROUND_SYNC: 'off' },
      { ...ALL, backgroundSync: false },
    ],
    [{ ROLE: 'worker' }, { ...ALL, appliesEvents: true }],
    [
      { ROLE: 'worker', BACKGROUND_SYNC: 'off' },
      { ...ALL, appliesEvents: true, backgroundSync: false },
    ],
    [{ ROLE: 'api' }, { backgroundSync: false, appliesEvents: false, upkeep: false }],
  ])('follows from its environment: %j', (variables, expected) => {
    expect(duties(readEnvironment(variables))).toEqual(expected);
  });

  it('is refused as a role that there is not', () => {
    expect(() => readEnvironment({ ROLE: 'web' })).toThrow('ROLE must be all, api or worker; given "web"');
  });

  it('leaves time to stop after load balancers were told', () => {
    expect(() => readEnvironment({ SHUTDOWN_DELAY_MS: '30000' })).toThrow(
      'SHUTDOWN_DELAY_MS must be less than SHUTDOWN_TIMEOUT_MS, 25000; given 30000',
    );
  });
});
