import { BackgroundSync } from '@app/messages';
import { MAIN_LOCATION_ID } from '../../apps/sandbox/src/create-sandbox';
import { ConnectionsStage, setConnectionsStage } from './connections.stage';

const EXPORT = '/conversations/messages/export';

describe('a connected location', () => {
  let stage: ConnectionsStage;

  beforeEach(async () => {
    stage = await setConnectionsStage({ BACKGROUND_SYNC: 'on', SETTLING_LAG_MS: '0' }, { messages: 1_200 });
  });

  afterEach(() => stage.close());

  const stored = async () =>
    (await stage.query<{ count: number }>('select count(*)::int as count from messages where location_id = $1', [MAIN_LOCATION_ID]))[0]
      ?.count;

  it('is read on when its token dies in the middle of a walk: the pair is refreshed once', async () => {
    let revoked = 0;
    stage.sandbox.faults.always(
      ({ path, query }) => {
        // The second page of whatever walk comes first.
        if (path === EXPORT && query.cursor !== undefined && revoked === 0) {
          for (const { token, label } of [...stage.sandbox.world.tokens.values()])
            if (label === `oauth ${MAIN_LOCATION_ID}`) {
              stage.sandbox.world.revokeToken(token);
              revoked += 1;
            }
        }
        return false;
      },
      { kind: 'reset', beforeAuth: true },
    );
    await stage.install(MAIN_LOCATION_ID);
    await stage.api.app.get(BackgroundSync).start(MAIN_LOCATION_ID);
    const all = stage.sandbox.world.messagesOf(MAIN_LOCATION_ID).filter(({ messageType }) => messageType !== 'TYPE_EMAIL').length;
    while ((await stored()) !== all) await new Promise((resolve) => setTimeout(resolve, 50));
    expect([revoked, stage.grants('refresh_token').length]).toEqual([1, 1]);
    expect((await stage.admin('GET', `/locations/${MAIN_LOCATION_ID}/connection`)).body).toMatchObject({
      status: 'active',
      lastFailure: null,
    });
  });
});
