import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setStage, Stage } from '../../e2e/truth.stage';
import { realAnswers } from './real-answers';

const FILE = join(__dirname, '..', '..', '..', 'apps', 'api', 'src', 'openapi', 'examples.json');

describe('the examples of the contract', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({ messages: 600 });
  });

  afterAll(() => stage.close());

  it('are what the service answers (UPDATE_EXAMPLES=1 writes them)', async () => {
    const answers = await realAnswers(stage);
    if (process.env.UPDATE_EXAMPLES !== undefined) writeFileSync(FILE, `${JSON.stringify(answers, null, 2)}\n`);
    expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(answers);
  });
});
