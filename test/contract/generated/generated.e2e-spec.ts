import fc from 'fast-check';
import { Contract, readContract } from '../contract';
import { OpenApiDocument, readDocument } from '../document';
import { generatedRequest } from './generated-request';
import { GeneratedStage, setGeneratedStage } from './generated.stage';

/** Another one looks elsewhere: CONTRACT_SEED=$RANDOM npx jest test/contract/generated */
const SEED = Number(process.env.CONTRACT_SEED ?? 20_261_121);
const AT_ONCE = 25;
const ENOUGH = 20_000;

/* eslint-disable @typescript-eslint/no-explicit-any -- contracts are changed in any place */
type Planted = (document: any) => void;

/** Ways in which the contract would be wrong, each of which must be found. */
const PLANTED: readonly (readonly [what: string, plant: Planted])[] = [
  ['a status that is not documented', ({ paths }) => delete paths['/locations/{locationId}/connection'].get.responses[404]],
  ['a field that is not there', ({ components }) => components.schemas.SearchAnswer.required.push('planted')],
  ['a header that is not documented', ({ paths }) => delete paths['/health/live'].get.responses[200].headers['X-Trace-Id']],
  ['a value that is documented and refused', ({ components }) => (components.schemas.SearchParameters.properties.limit.minimum = -9_999)],
  ['a value that is not documented and accepted', ({ paths }) => (parameter(paths['/connections'].get, 'limit').schema.maximum = 10)],
];

describe('requests generated from the contract', () => {
  let stage: GeneratedStage;

  beforeAll(async () => {
    stage = await setGeneratedStage();
  });

  afterAll(() => stage.close());

  const look = async (contract: Contract, count: number, endOnFailure = false): Promise<void> => {
    const one = generatedRequest(contract.document, stage.surroundings);
    const batch = fc.array(one, { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(batch, async (requests) => {
        const looked = await Promise.all(requests.map(async (request) => ({ request, faults: await stage.faultsOf(request, contract) })));
        const broken = looked.filter(({ faults }) => faults.length > 0);
        if (broken.length > 0) throw new Error(JSON.stringify(broken.slice(0, 3), null, 2));
      }),
      { seed: SEED, numRuns: Math.ceil(count / AT_ONCE), endOnFailure },
    );
  };

  it.each(PLANTED)('find %s, when the contract is changed so', async (_, plant) => {
    const document: OpenApiDocument = readDocument();
    plant(document);
    await expect(look(new Contract(document), 5_000, true)).rejects.toThrow('Property failed');
  });

  it('are answered as documented: never a 500, never what is not described', async () => {
    await look(readContract(), ENOUGH);
    expect(stage.answered).toBeGreaterThanOrEqual(ENOUGH);
    // Who only ever meets refusals has looked at nothing.
    expect(stage.statuses.get(200) ?? 0).toBeGreaterThan(ENOUGH / 5);
  }, 300_000);
});

function parameter(operation: any, name: string): any {
  return operation.parameters.find((one: { name: string }) => one.name === name);
}
