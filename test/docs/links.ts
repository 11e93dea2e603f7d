import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { proseOf, ROOT, textOf } from './documents';

/** What is wrong with a page's links to other pages, files and headings; addresses of other hosts are not asked. */
export function faultsOfLinks(page: string, text = textOf(page)): readonly string[] {
  const targets = [...proseOf(text).matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const links = targets.filter((target) => !/^[a-z]+:/.test(target));
  return links.flatMap((link) => faultsOfLink(page, link, text).map((fault) => `${page}: ${link}: ${fault}`));
}

function faultsOfLink(page: string, link: string, text: string): readonly string[] {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (target.startsWith('..') || !existsSync(join(ROOT, target))) return ['there is no such file'];
  if (anchor === undefined) return [];
  if (statSync(join(ROOT, target)).isDirectory()) return ['a folder has no headings'];
  const anchors = anchorsOf(path === '' ? text : textOf(target));
  return anchors.includes(anchor) ? [] : ['there is no such heading'];
}

/** As GitHub makes them of headings. */
export function anchorsOf(text: string): readonly string[] {
  const headings = [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slugOf(heading));
  return headings.map((slug, at) => {
    const before = headings.slice(0, at).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

function slugOf(heading: string): string {
  const shown = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return shown
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}
