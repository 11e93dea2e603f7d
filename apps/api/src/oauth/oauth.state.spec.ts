import fc from 'fast-check';
import { bindingCookie, bindingOf } from './oauth.cookie';
import { OAuthState } from './oauth.state';

const NOW = Date.UTC(2026, 0, 15, 12);
const states = new OAuthState(Buffer.alloc(32, 7));

describe('the state of a consent', () => {
  it('is accepted from the browser that got it, for ten minutes', () => {
    const { state, binding } = states.issue(NOW);
    const at = (now: number) => states.accepts(state, binding, now);
    expect([at(NOW), at(NOW + 599_999), at(NOW + 600_000), at(NOW - 1)]).toEqual([true, true, false, false]);
  });

  it('is refused from another browser, by another service, and without a cookie', () => {
    const { state, binding } = states.issue(NOW);
    expect(states.accepts(state, states.issue(NOW).binding, NOW)).toBe(false);
    expect(new OAuthState(Buffer.alloc(32, 8)).accepts(state, binding, NOW)).toBe(false);
    expect([undefined, '', [binding], null].map((other) => states.accepts(state, other, NOW))).toEqual([false, false, false, false]);
  });

  it('is refused when anything of it is another', () => {
    const { state, binding } = states.issue(NOW);
    fc.assert(
      fc.property(fc.nat(state.length - 1), fc.constantFrom(...'0123456789abcXYZ-_.'), (index, character) => {
        fc.pre(state[index] !== character);
        expect(states.accepts(state.slice(0, index) + character + state.slice(index + 1), binding, NOW)).toBe(false);
      }),
    );
    expect([undefined, '', '.', `${state}A`, [state], {}].map((other) => states.accepts(other, binding, NOW))).not.toContain(true);
  });

  it('goes with a cookie that scripts and other sites do not get', () => {
    const { binding } = states.issue(NOW);
    expect(bindingCookie(binding, 'https://sync.example.com/oauth/callback')).toBe(
      `lcm_oauth=${binding}; Path=/oauth/callback; Max-Age=600; HttpOnly; SameSite=Lax; Secure`,
    );
    expect(bindingCookie(null, 'http://localhost:3000/oauth/callback')).toBe(
      'lcm_oauth=; Path=/oauth/callback; Max-Age=0; HttpOnly; SameSite=Lax',
    );
    expect(bindingOf(`a=b; lcm_oauth=${binding}; lcm_oauth2=x`)).toBe(binding);
    expect([bindingOf(undefined), bindingOf(''), bindingOf('lcm=1')]).toEqual([undefined, undefined, undefined]);
  });
});
