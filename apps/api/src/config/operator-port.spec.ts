import { readEnvironment } from './environment';

describe('OPERATOR_PORT', () => {
  it('is off unless it is set', () => expect(readEnvironment({}).OPERATOR_PORT).toBeUndefined());

  it('may be any port, and any free one beside any free one', () => {
    expect(readEnvironment({ OPERATOR_PORT: '9464' }).OPERATOR_PORT).toBe(9_464);
    expect(readEnvironment({ PORT: '0', OPERATOR_PORT: '0' }).OPERATOR_PORT).toBe(0);
  });

  it.each([
    [{ OPERATOR_PORT: '3000' }, 'OPERATOR_PORT must not be PORT, which is 3000 as well'],
    [{ OPERATOR_PORT: '65536' }, 'OPERATOR_PORT must be a port from 0 to 65535; given 65536'],
    [{ OPERATOR_PORT: 'metrics' }, 'OPERATOR_PORT must be a port from 0 to 65535; given "metrics"'],
  ])('refuses %j', (variables, fault) => {
    expect(() => readEnvironment(variables)).toThrow(`The environment is not usable:\n  - ${fault}`);
  });
});
