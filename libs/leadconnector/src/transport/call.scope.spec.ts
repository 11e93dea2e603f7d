import { getEventListeners } from 'node:events';
import { ManualRuntime } from '../testing/manual.runtime';
import { CallScope, withinCall } from './call.scope';

const CALL = { method: 'GET', path: '/things' };

const untilAborted = ({ signal }: CallScope): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('some consequence'))));

describe('withinCall', () => {
  it('gives the work a deadline and answers with its result, leaving nothing behind', async () => {
    const runtime = new ManualRuntime();
    const { signal } = new AbortController();
    const deadline = await withinCall(CALL, { timeoutMs: 50, signal }, runtime, (scope) => Promise.resolve(scope.deadline));
    expect([deadline, runtime.pending, getEventListeners(signal, 'abort')]).toEqual([50, 0, []]);
  });

  it('ends as a call time-out once something was sent, whatever the work made of it', async () => {
    const runtime = new ManualRuntime();
    const work = (scope: CallScope): Promise<never> => (scope.onTurn(), untilAborted(scope));
    const outcome = expect(withinCall(CALL, { timeoutMs: 50 }, runtime, work)).rejects.toMatchObject({ code: 'timeout', phase: 'call' });
    await runtime.advance(50);
    await outcome;
  });

  it('ends as rate-limited when the call only ever stood in line', async () => {
    const runtime = new ManualRuntime();
    const failure = { code: 'rate-limited', source: 'local', retryAfterMs: 10_000 };
    const outcome = expect(withinCall(CALL, { timeoutMs: 50 }, runtime, untilAborted)).rejects.toMatchObject(failure);
    await runtime.advance(50);
    await outcome;
  });

  it("ends as aborted with the caller's reason as cause", async () => {
    const controller = new AbortController();
    const call = withinCall(CALL, { timeoutMs: 50, signal: controller.signal }, new ManualRuntime(), untilAborted);
    const reason = new Error('client went away');
    controller.abort(reason);
    await expect(call).rejects.toMatchObject({ code: 'aborted', cause: reason });
  });

  it('does not begin for a signal that was aborted before', async () => {
    const work = jest.fn(untilAborted);
    await expect(withinCall(CALL, { timeoutMs: 50, signal: AbortSignal.abort() }, new ManualRuntime(), work)).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(work).not.toHaveBeenCalled();
  });

  it('passes other faults on as they are', async () => {
    const fault = new Error('fault');
    await expect(withinCall(CALL, { timeoutMs: 50 }, new ManualRuntime(), () => Promise.reject(fault))).rejects.toBe(fault);
  });
});
