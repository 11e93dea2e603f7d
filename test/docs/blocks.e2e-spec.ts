import { faultsOfBlocks } from './blocks';
import { Block, blocksIn, pages } from './documents';
import { DocumentedService, startDocumentedService } from './stage';

describe('the code in the documentation', () => {
  let service: DocumentedService;

  beforeAll(async () => {
    service = await startDocumentedService();
  }, 60_000);

  afterAll(() => service.close());

  it.each(pages().filter((page) => blocksIn(page).length > 0))(
    'of %s does what it says',
    async (page) => {
      expect(await faultsOfBlocks(blocksIn(page), service)).toEqual([]);
    },
    60_000,
  );

  const faultsOf = (...texts: readonly string[]): Promise<readonly string[]> => {
    const blocks = texts.flatMap((text): readonly Block[] => blocksIn('shown.md', text));
    return faultsOfBlocks(blocks, service);
  };
  const block = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

  it('is noticed when it fails, is refused, or is of a kind that nobody tests', async () => {
    const refused = block('sh', "curl -s 'http://127.0.0.1:3000/messages/search?locationId=x'");
    expect(await faultsOf(refused)).toEqual([expect.stringMatching(/^shown\.md:1: ended with 22: .*"statusCode":401/s)]);
    expect(await faultsOf(block('', 'anything'), block('cobol', 'STOP RUN.'))).toEqual([
      'shown.md:1: a block of no language must say how it is tested (docs/testing.md)',
      'shown.md:1: a block of cobol must say how it is tested (docs/testing.md)',
    ]);
    expect(await faultsOf(block('sh', 'rm -rf dist'))).toEqual(['shown.md:1: rm -rf dist: nobody said how this is tested']);
    expect(await faultsOf(block('sql', 'update no_such_table set a = 1'))).toEqual([
      'shown.md:1: error: relation "no_such_table" does not exist',
    ]);
  });

  it('is noticed when it names a script, a flag or a file that there is not', async () => {
    const commands = [
      'npm run no-such',
      'npm run demo -- --twice',
      'node dist/apps/none/main.js',
      'npx nothing',
      'kubectl apply -f deploy/none.yaml',
    ];
    expect(await faultsOf(block('sh', commands.join('\n')))).toEqual([
      'shown.md:1: npm run no-such: there is no script no-such',
      'shown.md:1: npm run demo -- --twice: demo knows no --twice',
      'shown.md:1: node dist/apps/none/main.js: dist/apps/none/main.js is not what is built',
      'shown.md:1: npx nothing: there is no nothing among the dependencies',
      'shown.md:1: kubectl apply -f deploy/none.yaml: there is no deploy/none.yaml',
    ]);
  });

  it('is noticed when it shows an answer that is another', async () => {
    const ask = block('sh', 'curl -s http://127.0.0.1:3000/health/live');
    expect(await faultsOf(block('json', '{"status": "ok"}'))).toEqual(['shown.md:1: no command before it printed an answer']);
    expect(await faultsOf(ask, block('json', '{"status": 1, "invented": true}'))).toEqual(
      expect.arrayContaining(['shown.md:1: $.invented is not there', 'shown.md:1: $.status is shown as number, and is string']),
    );
    expect(await faultsOf(`<!-- code: schema Error -->\n\n${block('json', '{"statusCode": 404}')}`)).not.toEqual([]);
    expect(await faultsOf(`<!-- code: part of LICENSE -->\n\n${block('text', 'All rights reserved')}`)).toEqual([
      'shown.md:3: LICENSE does not say that',
    ]);
    expect(await faultsOf(`<!-- code: whatever -->\n\n${block('json', '{}')}`)).toHaveLength(1);
  });
});
