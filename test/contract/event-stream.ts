/** The data of each event of a stream of server-sent events (HTML, section 9.2), parsed; comments and ids alone are no events. */
export function eventsOf(text: string): readonly unknown[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => block.split('\n').filter((line) => line.startsWith('data: ')))
    .map((line) => JSON.parse(line.slice('data: '.length)) as unknown);
}
