import { Test } from '@nestjs/testing';
import { LEADCONNECTOR_RUNTIME, LeadConnectorClient, LeadConnectorModule } from './index';
import { HttpUpstream, json, startHttpUpstream } from './testing/http-upstream.fixture';
import { ManualRuntime } from './testing/manual.runtime';

const CREDENTIAL = { locationId: 'loc1', token: 'secret-token' };

describe('LeadConnectorModule', () => {
  let upstream: HttpUpstream;
  beforeEach(async () => {
    upstream = await startHttpUpstream();
    upstream.script(json({ users: [] }));
  });
  afterEach(() => upstream.close());

  it('provides a client that is configured in place', async () => {
    const app = await Test.createTestingModule({ imports: [LeadConnectorModule.register({ baseUrl: upstream.baseUrl })] }).compile();
    expect(await app.get(LeadConnectorClient).listUsers(CREDENTIAL)).toMatchObject({ users: [] });
    await app.close();
  });

  it('provides a client that is configured by a factory, its runtime replaceable', async () => {
    const module = LeadConnectorModule.registerAsync({ useFactory: () => ({ baseUrl: upstream.baseUrl }) });
    const runtime = new ManualRuntime(7_000);
    const app = await Test.createTestingModule({ imports: [module] })
      .overrideProvider(LEADCONNECTOR_RUNTIME)
      .useValue(runtime)
      .compile();
    expect(await app.get(LeadConnectorClient).listUsers(CREDENTIAL)).toMatchObject({ meta: { sentAt: 7_000 } });
    await app.close();
  });

  it('ends what is under way when the application shuts down', async () => {
    upstream.script(() => undefined);
    const module = LeadConnectorModule.register({ baseUrl: upstream.baseUrl, maxAttempts: 1 });
    const app = await Test.createTestingModule({ imports: [module] }).compile();
    const outcome = expect(app.get(LeadConnectorClient).listUsers(CREDENTIAL)).rejects.toMatchObject({ code: 'network' });
    await upstream.nextRequest();
    await app.close();
    await outcome;
  });
});
