/** What a person is told who comes back from the consent page. Nothing of the request is repeated, and nothing is loaded. */
const PAGES = {
  location: { status: 200, title: 'Connected', text: 'Your location is connected. You can close this page.' },
  agency: {
    status: 200,
    title: 'Connected',
    text: 'Your agency is connected, and with it the locations that have the app. You can close this page.',
  },
  denied: { status: 400, title: 'Not connected', text: 'The consent was not given. Nothing was changed.' },
  'not-begun-here': {
    status: 400,
    title: 'Not connected',
    text: 'This installation was not begun in this browser within the last ten minutes. Please begin it again.',
  },
  refused: {
    status: 400,
    title: 'Not connected',
    text: 'LeadConnector does not accept this installation any more. Please begin it again.',
  },
  unavailable: { status: 502, title: 'Not connected', text: 'LeadConnector could not be asked. Please begin again in a few minutes.' },
  'no-key': { status: 409, title: 'Not connected', text: 'This service is not set up to store connections. Please tell its operator.' },
} as const;

export type PageName = keyof typeof PAGES;

export const PAGE_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

export function renderPage(name: PageName): { readonly status: number; readonly html: string } {
  const { status, title, text } = PAGES[name];
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`;
  return { status, html: `<!doctype html><html lang="en"><head>${head}</head><body><h1>${title}</h1><p>${text}</p></body></html>\n` };
}
