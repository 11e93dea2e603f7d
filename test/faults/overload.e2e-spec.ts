import { STATUS_CODES } from 'node:http';
import { FaultStage, LOCATION, setStage } from './stage.fixture';
import { searchPath } from './search.fixture';

/** Nothing else happens meanwhile. */
function beBusyFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('an overload', () => {
  let stage: FaultStage;

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 20 }, environment: { OVERLOAD_DELAY_MS: '20' } });
  });
  afterEach(() => stage.close());

  /** Timers get their turn between. */
  const overload = async () => {
    for (let time = 0; time < 12; time += 1) {
      beBusyFor(150);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };
  const refusal = async () => {
    for (;;) {
      const answer = await stage.api.get(searchPath(), { headers: { 'x-request-id': 'one-too-many' } });
      if (answer.status !== 200) return answer;
      await overload();
    }
  };

  it('is told at once, in the shape of every error and with the time to wait', async () => {
    await overload();
    const { status, headers, body } = await refusal();
    const [retryAfter, cacheControl, requestId] = ['retry-after', 'cache-control', 'x-request-id'].map((name) => headers.get(name));
    expect({ status, body, retryAfter, cacheControl, requestId }).toEqual({
      ...{ status: 503, retryAfter: '1', cacheControl: 'no-store', requestId: 'one-too-many' },
      body: {
        ...{ statusCode: 503, error: STATUS_CODES[503], code: 'overloaded', traceId: headers.get('x-trace-id') },
        message: 'The service has more to do than it can; try again.',
      },
    });
  });

  it('leaves probes alone, and passes', async () => {
    await overload();
    await refusal();
    for (let time = 0; time < 20; time += 1) expect((await stage.api.get('/health/live')).status).toBe(200);
    // By and by everything is let in again: of ten in a row none is refused.
    for (let inARow = 0; inARow < 10;) inARow = (await stage.api.get(`/locations/${LOCATION}/sync`)).status === 200 ? inARow + 1 : 0;
  });
});
