import { OTHER_LOCATION_ID, OTHER_TOKEN, RecordedRequest } from '../../apps/sandbox/src/create-sandbox';
import { Answer } from '../harness/test-api';
import { expectError, expectTruth, searchPath } from './search.fixture';
import { CIRCUIT_OPEN_MS, FaultStage, LOCATION, setStage } from './stage.fixture';

const PATH = 'LeadConnector: GET /conversations/search:';
/** The client's default. */
const ON_THE_WIRE = 20;

describe('a location in trouble', () => {
  let stage: FaultStage;

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 300 } });
  });
  afterEach(() => stage.close());

  const isOfLocation = ({ locationId }: RecordedRequest): boolean => locationId === LOCATION;
  const sent = (): number => stage.sandbox.requests.filter(isOfLocation).length;

  /** A read of the location that no other is identical with. */
  const read = (query: string | number): Promise<Answer> => stage.api.get(`/conversations/search?locationId=${LOCATION}&query=q${query}`);
  const reads = (count: number): Promise<Answer[]> => Promise.all(Array.from({ length: count }, (_, query) => read(query)));
  const readOther = (): Promise<Answer> => stage.api.get(`/conversations/search?locationId=${OTHER_LOCATION_ID}`, { token: OTHER_TOKEN });

  /** From now on upstream never answers for the location. */
  const hang = (): void => stage.sandbox.faults.next(isOfLocation, { kind: 'hang' }, Infinity);
  const untilSent = async (count: number): Promise<void> => {
    while (sent() < count) await new Promise(setImmediate);
  };

  it('that never answers holds so many requests and no more, and slows no other location', async () => {
    hang();
    const all = reads(60);
    await untilSent(ON_THE_WIRE);
    expect((await readOther()).status).toBe(200);
    expect(sent()).toBe(ON_THE_WIRE);
    // As the first give up, others move up, until so many have failed that the circuit opens for those still in line.
    stage.runtime.timeOutAnswers();
    await untilSent(2 * ON_THE_WIRE);
    expect((await readOther()).status).toBe(200);
    stage.runtime.timeOutAnswers();
    const answers = await all;
    const withStatus = (wanted: number): number => answers.filter(({ status }) => status === wanted).length;
    expect([withStatus(504), withStatus(503)]).toEqual([2 * ON_THE_WIRE, 20]);
    expect(answers.every(({ headers }) => /^[1-9]$/.test(headers.get('retry-after') ?? ''))).toBe(true);
    expect(sent()).toBe(2 * ON_THE_WIRE);
  });

  it('is answered for at once with 503 and Retry-After, and asked again by itself', async () => {
    stage.sandbox.faults.always(isOfLocation, { kind: 'status', status: 503 });
    for (let call = 0; call < 4; call++) expectError(await read(call), 502, `${PATH} server-error 503`);
    const sentBefore = sent();
    const answer = await read('open');
    expectError(answer, 503, `${PATH} circuit-open, retry after ${CIRCUIT_OPEN_MS} ms`);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(sent()).toBe(sentBefore);
    expect((await readOther()).status).toBe(200);

    stage.runtime.pass(CIRCUIT_OPEN_MS);
    expectError(await read('trial'), 502, `${PATH} server-error 503`);
    expect(sent()).toBe(sentBefore + 1);
    expect((await read('open again')).status).toBe(503);

    stage.sandbox.faults.clear();
    stage.runtime.pass(CIRCUIT_OPEN_MS);
    expect((await reads(5)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('is still searched in what is stored of it while its circuit is open', async () => {
    const window = { startAfterDate: '2025-05-01', endDate: '2025-05-31' };
    await expectTruth(stage);
    stage.clock.advance(45_000);
    stage.sandbox.faults.always(isOfLocation, { kind: 'status', status: 503 });
    for (let call = 0; call < 4; call++) await read(call);
    const sentBefore = sent();
    const { status, headers, body } = await stage.api.get(searchPath(window));
    expect({ status, age: headers.get('age'), complete: body.complete }).toEqual({ status: 200, age: '45', complete: true });
    expect(sent()).toBe(sentBefore);
  });

  it('does not use more of a call than its time, repetitions included', async () => {
    stage.sandbox.faults.next(isOfLocation, { kind: 'status', status: 502 });
    hang();
    const answer = read('slow');
    await untilSent(2);
    stage.runtime.timeOutReads();
    expectError(await answer, 504, `${PATH} call timeout`);
    expect((await answer).headers.get('retry-after')).toBe('5');
    expect(sent()).toBe(2);
  });

  it('tells who stood in line all the time that it was our line, not an upstream that is slow', async () => {
    hang();
    const onTheWire = reads(ON_THE_WIRE);
    await untilSent(ON_THE_WIRE);
    const inLine = read('in line');
    while (stage.runtime.reading < ON_THE_WIRE + 1) await new Promise(setImmediate);
    stage.runtime.timeOutReads();
    const answer = await inLine;
    expectError(answer, 429, `${PATH} rate-limited (local), retry after 10000 ms`);
    expect(answer.headers.get('retry-after')).toBe('10');
    expect((await onTheWire).map(({ status }) => status)).toEqual(Array<number>(ON_THE_WIRE).fill(504));
  });

  it('whose budget is spent is answered for with 429 to a read, as by upstream, and with 503 to a search', async () => {
    stage.sandbox.faults.next(isOfLocation, { kind: 'status', status: 429, headers: { 'retry-after': '90' } });
    for (const query of ['refused by upstream', 'not even sent']) {
      const refused = await read(query);
      expectError(refused, 429, `${PATH} rate-limited (local), retry after 90000 ms`, { code: 'too-many-requests' });
      expect(refused.headers.get('retry-after')).toBe('90');
    }
    const search = await stage.api.get(searchPath());
    expectError(search, 503, expect.stringMatching(/rate-limited \(local\)/), { code: 'rate-limited' });
    expect(search.headers.get('retry-after')).toBe('90');
    expect(sent()).toBe(1);
  });
});
