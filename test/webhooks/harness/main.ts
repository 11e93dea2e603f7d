import 'reflect-metadata';
import { fight, PLANTS } from './battle';

/** Enough for each planted bug to show. */
const REHEARSAL = { events: 900, kills: 4 };

/** `npm run harness:webhooks -- --events 20000 --kills 20`: first shows that planted bugs are found, then that there are none. */
async function main(): Promise<void> {
  const plan = { events: numberAfter('--events', 20_000), kills: numberAfter('--kills', 20), seed: numberAfter('--seed', 1) };
  for (const plant of process.argv.includes('--no-rehearsal') ? [] : PLANTS) {
    const { faults } = await fight({ ...REHEARSAL, plant });
    if (faults.length === 0) throw new Error(`The planted bug ${plant} was not found: the harness is of no use.`);
    console.log(`planted ${plant}: found, ${faults.length} faults, such as "${faults[0]}"`);
  }
  const { faults, deliveries, kills, answers } = await fight(plan);
  console.log(
    `${plan.events} events in ${deliveries} deliveries, ${kills} kills, 1 crash of the database; answers ${JSON.stringify(answers)}`,
  );
  for (const fault of faults.slice(0, 20)) console.log(`FAULT: ${fault}`);
  console.log(faults.length === 0 ? 'The state equals the truth.' : `${faults.length} faults.`);
  if (faults.length > 0) process.exitCode = 1;
}

function numberAfter(name: string, fallback: number): number {
  const index = process.argv.indexOf(name);
  return index < 0 ? fallback : Number(process.argv[index + 1]);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
