/** The number after this name on the command line. */
export function numberAfter(name: string, fallback: number): number {
  const index = process.argv.indexOf(name);
  const given = index < 0 ? fallback : Number(process.argv[index + 1]);
  if (!(given >= 0)) throw new Error(`${name} must be followed by a number.`);
  return given;
}

/** Runs a harness; what it throws, or that it isn't satisfied, is the exit code. */
export function runMain(main: () => Promise<boolean>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  main().then(
    (isWell) => {
      console.log(isWell ? 'All is well.' : 'It is not as it must be.');
      if (!isWell) process.exitCode = 1;
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
