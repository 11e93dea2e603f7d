import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setStage, Stage } from '../../e2e/truth.stage';
import { operationsOf, readDocument, resolved } from '../document';
import { OPERATOR_KEY, realAnswers } from './real-answers';

const FILE = join(__dirname, '..', '..', '..', 'apps', 'api', 'src', 'openapi', 'examples.json');

/** Pages, which are for people. */
const PAGE = 'text/html';

describe('the examples of the contract', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({ messages: 600 }, undefined, ({ webhooks }) => ({
      ADMIN_TOKEN: OPERATOR_KEY,
      ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString('base64'),
      WEBHOOK_PUBLIC_KEYS: webhooks.publicKey,
      BACKGROUND_SYNC: 'off',
    }));
  });

  afterAll(() => stage.close());

  it('are what the service answers (UPDATE_EXAMPLES=1 writes them)', async () => {
    const answers = await realAnswers(stage);
    if (process.env.UPDATE_EXAMPLES !== undefined) writeFileSync(FILE, `${JSON.stringify(answers, null, 2)}\n`);
    expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(answers);
  });

  it('are there for every answer, in each of its forms', () => {
    const document = readDocument();
    const shown = operationsOf(document).flatMap(({ operation: { operationId, responses } }) =>
      Object.entries(responses).flatMap(([status, answer]) =>
        Object.entries(resolved(document, answer).content ?? {}).map((form) => [operationId, status, form] as const),
      ),
    );
    const without = shown.filter(([, , [mediaType, { example }]]) => mediaType !== PAGE && example === undefined);
    expect(without.map(([operationId, status, [mediaType]]) => `${operationId} ${status} ${mediaType}`)).toEqual([]);
  });
});
