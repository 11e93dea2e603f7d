import { LeadConnectorError, LeadConnectorFailure } from '../errors';
import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest } from '../testing/request.fixture';
import { CircuitBreaker } from './circuit-breaker';
import { TransportRequest } from './transport.types';

const DOWN: LeadConnectorFailure = { code: 'server-error', status: 503 };
const OPEN = { code: 'circuit-open', method: 'GET', path: '/things/{id}' };

/** A request that is under way until it's told what became of it. */
interface Flight {
  readonly outcome: Promise<string>;
  answer(): void;
  fail(failure: LeadConnectorFailure): void;
}

describe('CircuitBreaker', () => {
  function setUp() {
    const runtime = new ManualRuntime();
    const circuit = new CircuitBreaker({ failures: 3, openMs: 5_000 }, runtime);
    let sent = 0;
    /** Fails as told, or answers `ok`. */
    const ask = (failure?: LeadConnectorFailure, overrides: Partial<TransportRequest> = {}): Promise<string> =>
      circuit.run(aRequest(overrides), (request) => {
        sent++;
        request.onTurn?.();
        return failure ? Promise.reject(new LeadConnectorError(failure, request)) : Promise.resolve('ok');
      });
    const fail = (times: number, failure = DOWN): Promise<unknown> =>
      Promise.all(Array.from({ length: times }, () => expect(ask(failure)).rejects.toMatchObject(failure)));
    /** Leaves at once, or stays in line. */
    const fly = (isInLine = false, signal = new AbortController().signal): Flight => {
      let settle = { answer: (): void => undefined, fail: (_: LeadConnectorFailure): void => undefined };
      const outcome = circuit.run(
        aRequest({ signal }),
        (request) =>
          new Promise<string>((resolve, reject) => {
            if (!isInLine) request.onTurn?.();
            request.signal.addEventListener('abort', () => reject(new Error('some consequence')));
            settle = { answer: () => resolve('ok'), fail: (failure) => reject(new LeadConnectorError(failure, request)) };
          }),
      );
      return { outcome, answer: () => settle.answer(), fail: (failure) => settle.fail(failure) };
    };
    return { runtime, ask, fail, fly, sent: () => sent };
  }

  it('opens after so many failures in a row, and then sends nothing and says for how long', async () => {
    const { runtime, ask, fail, sent } = setUp();
    await fail(3);
    await runtime.advance(1_000);
    await expect(ask()).rejects.toMatchObject({ ...OPEN, retryAfterMs: 4_000 });
    expect(sent()).toBe(3);
  });

  it.each<[string, LeadConnectorFailure | undefined]>([
    ['an answer', undefined],
    ['a refusal', { code: 'not-found' }],
    ['a 429', { code: 'rate-limited', source: 'upstream', retryAfterMs: 1 }],
  ])('counts anew after %s', async (_, between) => {
    const { ask, fail } = setUp();
    await fail(2);
    await ask(between).catch(() => undefined);
    await fail(2);
    expect(await ask()).toBe('ok');
  });

  it.each<[string, LeadConnectorFailure]>([
    ['was aborted by its caller', { code: 'aborted' }],
    ['our own budget refused', { code: 'rate-limited', source: 'local', retryAfterMs: 1 }],
  ])('counts one that %s neither way', async (_, nothing) => {
    const { ask, fail } = setUp();
    await fail(5, nothing);
    expect(await ask()).toBe('ok');
    await fail(2);
    await fail(5, nothing);
    await fail(1);
    await expect(ask()).rejects.toMatchObject(OPEN);
  });

  it('lets one request try when its time is over, and the others go on when that is answered', async () => {
    const { runtime, ask, fail, fly, sent } = setUp();
    await fail(3);
    await runtime.advance(5_000);
    const trial = fly();
    const others = Promise.all([ask(), ask()]);
    expect(sent()).toBe(3);
    trial.answer();
    expect([await trial.outcome, await others, runtime.pending]).toEqual(['ok', ['ok', 'ok'], 0]);
  });

  it('does not let others wait long for a trial that hangs', async () => {
    const { runtime, ask, fail, fly } = setUp();
    await fail(3);
    await runtime.advance(5_000);
    const trial = fly();
    const outcome = expect(ask()).rejects.toMatchObject({ ...OPEN, retryAfterMs: 800 });
    await runtime.advance(800);
    await outcome;
    trial.answer();
    expect(await trial.outcome).toBe('ok');
  });

  it("lets who waits for a trial go when its own call ends, with that call's reason", async () => {
    const { runtime, ask, fail, fly } = setUp();
    await fail(3);
    await runtime.advance(5_000);
    const trial = fly();
    const controller = new AbortController();
    const outcome = expect(ask(undefined, { signal: controller.signal })).rejects.toThrow('enough');
    controller.abort(new Error('enough'));
    await outcome;
    trial.answer();
    await trial.outcome;
  });

  it('opens again when the trial fails, for those as well who waited for it', async () => {
    const { runtime, ask, fail, fly } = setUp();
    await fail(3);
    await runtime.advance(5_000);
    const trial = fly();
    const outcome = expect(ask()).rejects.toMatchObject({ ...OPEN, retryAfterMs: 5_000 });
    trial.fail(DOWN);
    await expect(trial.outcome).rejects.toMatchObject(DOWN);
    await outcome;
    await expect(ask()).rejects.toMatchObject({ ...OPEN, retryAfterMs: 5_000 });
  });

  it('lets the next one try at once when the trial told nothing', async () => {
    const { runtime, ask, fail } = setUp();
    await fail(3);
    await runtime.advance(5_000);
    await fail(1, { code: 'aborted' });
    await fail(1);
    await expect(ask()).rejects.toMatchObject({ ...OPEN, retryAfterMs: 5_000 });
  });

  it('closes for a refusal: upstream answers again', async () => {
    const { runtime, ask, fail } = setUp();
    await fail(3);
    await runtime.advance(5_000);
    await fail(1, { code: 'forbidden' });
    expect(await ask()).toBe('ok');
  });

  it('learns nothing from those that had left before it opened', async () => {
    const { runtime, ask, fail, fly } = setUp();
    const [late, later] = [fly(), fly()];
    await fail(3);
    await runtime.advance(5_000);
    const trial = fly();
    late.fail(DOWN);
    await expect(late.outcome).rejects.toMatchObject(DOWN);
    trial.answer();
    await trial.outcome;
    expect(await ask()).toBe('ok');
    later.answer();
    expect(await later.outcome).toBe('ok');
  });

  it('takes those who stand in line out of it when it opens, and leaves alone what is on its way', async () => {
    const { fail, fly } = setUp();
    const onItsWay = fly();
    const inLine = fly(true);
    const outcome = expect(inLine.outcome).rejects.toMatchObject({ ...OPEN, retryAfterMs: 5_000 });
    await fail(3);
    await outcome;
    onItsWay.answer();
    expect(await onItsWay.outcome).toBe('ok');
  });

  it("passes the call's own end on, with its reason", async () => {
    const { fly } = setUp();
    const controller = new AbortController();
    const outcome = expect(fly(false, controller.signal).outcome).rejects.toThrow('enough');
    controller.abort(new Error('enough'));
    await outcome;
  });

  it('counts a call that ran out of time on its way to upstream, not one that did so in line', async () => {
    const { runtime, ask, fly } = setUp();
    const runOut = async (isInLine: boolean): Promise<void> => {
      const controllers = Array.from({ length: 3 }, () => new AbortController());
      const outcomes = controllers.map(({ signal }) => fly(isInLine, signal).outcome.catch(() => undefined));
      await runtime.advance(6_000);
      controllers.forEach((controller) => controller.abort(new LeadConnectorError({ code: 'timeout', phase: 'call' }, aRequest())));
      await Promise.all(outcomes);
    };
    await runOut(true);
    expect(await ask()).toBe('ok');
    await runOut(false);
    await expect(ask()).rejects.toMatchObject(OPEN);
  });
});
