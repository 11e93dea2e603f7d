/** What of a block of shell text is run, and what is too heavy for that and looked at instead. */
export interface ShellText {
  /** The commands that are run, as written. */
  readonly run: readonly string[];
  /** The commands that are only looked at. */
  readonly verified: readonly string[];
  /** The commands that nobody has said anything about. */
  readonly unknown: readonly string[];
}

/** Run as they are. */
const RUN = new Set(['curl', 'export', 'openssl', 'cat', 'head', 'tail', 'wc', 'echo', 'jq', 'sleep', 'grep']);
/** Heavy, serving for ever, or of tools that a machine may not have: `verify` says what is wrong with them. */
export const VERIFIED = new Set([
  ...[
    'npm',
    'npx',
    'node',
    'bash',
    'sh',
    'docker',
    'kubectl',
    'helm',
    'psql',
    'pg_dump',
    'pgbouncer',
    'haproxy',
    'redis-cli',
    'git',
    'crontab',
  ],
]);

/** A whole program, which is written to a file and run; it may use whatever it likes. */
export function isProgram(text: string): boolean {
  return text.startsWith('#!');
}

export function readShell(text: string): ShellText {
  const commands = commandsIn(text);
  const of = (known: ReadonlySet<string>): string[] => commands.filter((command) => known.has(programOf(command)));
  const known = new Set([...RUN, ...VERIFIED]);
  return { run: of(RUN), verified: of(VERIFIED), unknown: commands.filter((command) => !known.has(programOf(command))) };
}

/** The commands without comments; what `&&` joins is several, unless it is run. */
export function commandsIn(text: string): readonly string[] {
  const lines = text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
  return lines.flatMap((line) => (VERIFIED.has(programOf(line)) ? line.split(/ && | \| /) : [line])).map((line) => line.trim());
}

/** The program of a command, whatever variables are set for it; of what a variable is set to, that of the command in it. */
export function programOf(command: string): string {
  return wordsOf(command.replace(/^[A-Za-z_]+=\$\(/, ''))[0] ?? '';
}

export function wordsOf(command: string): readonly string[] {
  const words = command.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
  const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  return first < 0 ? [] : words.slice(first);
}
