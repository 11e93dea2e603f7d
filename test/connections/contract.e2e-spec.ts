import { MAIN_LOCATION_ID, MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { readContract } from '../contract/contract';
import { Answer } from '../harness/test-api';
import { ConnectionsStage, KEYS, request, setConnectionsStage } from './connections.stage';

const LIST = 'get /connections';
const CONNECTION = '/locations/{locationId}/connection';
const path = `/locations/${MAIN_LOCATION_ID}/connection`;
const PIT = { type: 'private-integration', token: MAIN_TOKEN };

describe('the contract of connections', () => {
  const contract = readContract();
  let stage: ConnectionsStage;

  beforeAll(async () => {
    stage = await setConnectionsStage();
  });

  afterAll(() => stage.close());

  const expectKept = (operation: string, status: number, answer: Answer): void => {
    expect({ status: answer.status, faults: contract.faultsOf(operation, answer) }).toEqual({ status, faults: [] });
  };

  it('is kept by what is done with a connection', async () => {
    expectKept(`get ${CONNECTION}`, 404, await stage.admin('GET', path));
    expectKept(`put ${CONNECTION}`, 200, await stage.admin('PUT', path, PIT));
    expectKept(`get ${CONNECTION}`, 200, await stage.admin('GET', path));
    await stage.install('agency');
    expectKept(LIST, 200, await stage.admin('GET', '/connections?limit=1'));
    expectKept(LIST, 200, await stage.admin('GET', '/connections'));
    expectKept(`delete ${CONNECTION}`, 200, await stage.admin('DELETE', path));
    expectKept(`delete ${CONNECTION}`, 200, await stage.admin('DELETE', `${path}?purge=true`));
  });

  it('is kept by refusals', async () => {
    expectKept(LIST, 401, await request(`${stage.api.url}/connections`, 'GET', {}));
    expectKept(LIST, 422, await stage.admin('GET', '/connections?limit=0'));
    expectKept(`put ${CONNECTION}`, 422, await stage.admin('PUT', path, {}));
    expectKept(`put ${CONNECTION}`, 422, await stage.admin('PUT', path, { ...PIT, token: 'unknown' }));
    expectKept(`put ${CONNECTION}`, 400, await stage.admin('PUT', path, []));
    expectKept(`put ${CONNECTION}`, 413, await stage.admin('PUT', path, { ...PIT, token: 'x'.repeat(70_000) }));
    stage.sandbox.faults.always({ path: '/conversations/messages/export' }, { kind: 'status', status: 500 });
    expectKept(`put ${CONNECTION}`, 502, await stage.admin('PUT', path, PIT));
    stage.sandbox.faults.clear();
    const without = await stage.startAnotherApi({ ENCRYPTION_KEYS: '' });
    expectKept(`put ${CONNECTION}`, 409, await stage.admin('PUT', path, PIT, without));
    const bare = await stage.startAnotherApi({ ADMIN_TOKEN: '', ENCRYPTION_KEYS: KEYS[0] });
    expectKept(LIST, 404, await stage.admin('GET', '/connections', undefined, bare));
  });
});
