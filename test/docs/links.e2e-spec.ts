import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages, ROOT, textOf } from './documents';
import { anchorsOf, faultsOfLinks } from './links';

describe('the documentation', () => {
  it.each(pages())('%s refers to files and headings that there are', (page) => {
    expect(faultsOfLinks(page)).toEqual([]);
  });

  it('notices references to what there is not', () => {
    const text =
      '# One\n\n[a](#one) [b](#two) [c](docs/none.md) [d](docs/errors.md#none) [e](docs/errors.md#errors) [f](https://example.com/x)';
    expect(faultsOfLinks('README.md', text)).toEqual([
      'README.md: #two: there is no such heading',
      'README.md: docs/none.md: there is no such file',
      'README.md: docs/errors.md#none: there is no such heading',
    ]);
  });

  it('knows the anchors of headings', () => {
    expect(anchorsOf("# A `x`\n## It's, all\n```sh\n# no\n```\n## A x\n")).toEqual(['a-x', 'its-all', 'a-x-1']);
  });

  it('names npm scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: Record<string, string> };
    const named = pages().flatMap((page) =>
      [...textOf(page).matchAll(/npm\s+run\s+([\w:-]+)/g)].map(([, name = '']) => `${page}: ${name}`),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => scripts[name.split(': ')[1] ?? ''] === undefined)).toEqual([]);
  });

  it('has every page of docs in its table, or in a folder that is there', () => {
    const index = textOf('docs/README.md');
    const listed = [...index.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => `docs/${target}`);
    const missing = pages().filter(
      (page) =>
        page.startsWith('docs/') &&
        page !== 'docs/README.md' &&
        !listed.some((one) => page === one || (one.endsWith('/') && page.startsWith(one))),
    );
    expect(missing).toEqual([]);
  });
});
