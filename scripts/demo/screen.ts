/** Where the demo writes: redrawn and coloured on a terminal, plain lines anywhere else. */
export class Screen {
  readonly isTerminal: boolean;
  private readonly hasColours: boolean;

  constructor(
    private readonly output: NodeJS.WriteStream,
    variables: NodeJS.ProcessEnv,
  ) {
    this.isTerminal = output.isTTY;
    // https://no-color.org: set to anything but nothing.
    this.hasColours = this.isTerminal && !variables.NO_COLOR && variables.TERM !== 'dumb';
  }

  line(text = ''): void {
    this.output.write(`${text}\n`);
  }

  heading(text: string): void {
    this.line(`\n${this.bold(text)}`);
  }

  /** Overwrites the current line; only for terminals. */
  redraw(text: string): void {
    this.output.write(`\r\x1b[2K${text}`);
  }

  bold(text: string): string {
    return this.hasColours ? `\x1b[1m${text}\x1b[22m` : text;
  }

  faint(text: string): string {
    return this.hasColours ? `\x1b[2m${text}\x1b[22m` : text;
  }
}
