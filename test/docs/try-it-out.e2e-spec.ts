import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { itWithChromium, openBrowser, Page } from './browser';
import { DocumentedService, startDocumentedService } from './stage';

/** Sets what is typed, so that the page notices. */
const TYPE = `((input, text) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
  return true;
})`;

const click = (selector: string): string =>
  `(() => { const it = document.querySelector(${JSON.stringify(selector)}); if (it) it.click(); return it !== null; })()`;

describe('the page at /docs', () => {
  let service: DocumentedService;
  let page: Page | undefined;

  beforeAll(async () => {
    service = await startDocumentedService({}, 300);
  }, 60_000);

  afterAll(async () => {
    await page?.close();
    await service.close();
  });

  const operation = (id: string): string => `[id$="-${id}"]`;

  itWithChromium(
    'sends a search that it filled in itself, with the token, and asks no other host',
    async () => {
      page = await openBrowser();
      await page.open(`${service.api.url}/docs`);
      await page.until(click('.btn.authorize'));
      expect(await page.until<string>(`document.querySelector('.dialog-ux')?.textContent`)).toContain(MAIN_TOKEN);
      await page.until(`(() => { const it = document.querySelector('.dialog-ux input'); return it && ${TYPE}(it, '${MAIN_TOKEN}'); })()`);
      await page.until(click('.dialog-ux .auth-btn-wrapper .authorize'));
      await page.until(click('.dialog-ux .btn-done'));
      for (const id of ['searchMessages', 'followChanges']) {
        await page.until(click(`${operation(id)} .opblock-summary-control`));
        await page.until(click(`${operation(id)} .try-out__btn`));
        await page.until(click(`${operation(id)} .btn.execute`));
        const status = await page.until<string>(
          `document.querySelector('${operation(id)} .live-responses-table tr.response td.response-col_status')?.textContent`,
        );
        const body = await page.until<string>(
          `document.querySelector('${operation(id)} .live-responses-table .highlight-code')?.textContent`,
        );
        expect([id, status.slice(0, 3), body]).toEqual([id, '200', expect.stringContaining('"messageType": "TYPE_')]);
      }
      expect(page.requests.filter((url) => !url.startsWith(`${service.api.url}/`))).toEqual([]);
      expect(page.errors).toEqual([]);
    },
    120_000,
  );
});
