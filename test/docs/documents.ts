import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** A fenced code block of a page. */
export interface Block {
  /** Path of the page from the root. */
  readonly page: string;
  /** Of its first fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** What the comment `<!-- code: … -->` before it says, if there is one. */
  readonly marker: string | undefined;
}

/** `page:line`, as editors open it. */
export function nameOf({ page, line }: Block): string {
  return `${page}:${line}`;
}

/** Folders whose pages are read, and whether those of the folders in them are, too. */
const FOLDERS: readonly (readonly [folder: string, below: boolean])[] = [
  ['.', false],
  ['docs', true],
  ['deploy', true],
  ['sdks', true],
  ['libs', true],
  ['apps', true],
];
/** Made by others, or not committed. */
const SKIPPED = /(^|\/)(node_modules|dist)\/|^sdks\/(python|go)\//;

/** Every page that the project has. */
export function pages(): readonly string[] {
  const found = FOLDERS.flatMap(([folder, below]) => {
    try {
      const names = readdirSync(join(ROOT, folder), { recursive: below }).map(String);
      return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name));
    } catch {
      return [];
    }
  });
  return found.filter((page) => !SKIPPED.test(page)).sort();
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

const FENCE = /^( *)(`{3,})([^\n`]*)\n(.*?)^\1\2 *$/gms;
const MARKER = /<!-- code: (.*?) -->\n+$/;

/** Every fenced block, in order. */
export function blocksIn(page: string, text = textOf(page)): readonly Block[] {
  return [...text.matchAll(FENCE)].map(({ index, 1: indent = '', 3: language = '', 4: code = '' }) => {
    const before = text.slice(0, index);
    return {
      page,
      line: before.split('\n').length,
      language: language.trim(),
      text: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      marker: MARKER.exec(before)?.[1],
    };
  });
}

/** The page without its code. */
export function proseOf(text: string): string {
  return text.replaceAll(FENCE, '').replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '));
}
