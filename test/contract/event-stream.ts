/** The data of each event of a stream of server-sent events (HTML, section 9.2), parsed; comments and ids alone are no events. */
export function eventsOf(text: string): readonly unknown[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => block.split('\n').filter((line) => line.startsWith('data: ')))
    .map((line) => JSON.parse(line.slice('data: '.length)) as unknown);
}

/** The lines of a stream of JSON lines, parsed; what is not a whole line is none. */
export function linesOf(text: string): readonly unknown[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}
