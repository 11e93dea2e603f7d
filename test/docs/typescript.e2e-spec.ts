import { blocksIn, pages } from './documents';
import { DocumentedService, startDocumentedService } from './stage';
import { compileErrors, PageProgram, runProgram } from './typescript';

/** The blocks of a page are one program, in their order. */
const PROGRAMS: readonly PageProgram[] = pages()
  .map((page) => ({ page, blocks: blocksIn(page).filter(({ language }) => language === 'ts') }))
  .filter(({ blocks }) => blocks.length > 0)
  .map(({ page, blocks }) => ({ page, text: blocks.map(({ text }) => text).join('\n') }));

describe('the TypeScript in the documentation', () => {
  let service: DocumentedService;

  beforeAll(async () => {
    service = await startDocumentedService({}, 300);
  });

  afterAll(() => service.close());

  it('compiles', () => {
    expect(compileErrors(PROGRAMS)).toEqual([]);
  }, 60_000);

  it.each(PROGRAMS)(
    'of $page runs',
    async ({ page, text }) => {
      // Who follows changes does so for ever.
      await runProgram({ page, text: service.here(text).replaceAll('follow: true', 'follow: false') });
    },
    60_000,
  );

  it('is noticed when it does not compile, or fails', async () => {
    const use = (text: string): PageProgram => ({
      page: 'README.md',
      text: `import { LeadConnectorMessages } from 'leadconnector-messages-client';\n${text}`,
    });
    expect(compileErrors([use('new LeadConnectorMessages({ baseURL: 1 });')])).toEqual([
      expect.stringContaining("'baseURL' does not exist"),
    ]);
    await expect(
      runProgram(use('await new LeadConnectorMessages({ baseUrl: "http://127.0.0.1:1", retry: false }).health.live();')),
    ).rejects.toThrow('ConnectionError');
  }, 60_000);
});
