import 'reflect-metadata';
import { availableParallelism } from 'node:os';
import { numberAfter, runMain } from './options';
import { measureScaling } from './scaling';

/** `npm run bench:scaling -- --seconds 20` */
async function main(): Promise<boolean> {
  console.log(`${availableParallelism()} processors, which the load, the load balancer and the database need, too`);
  let one: number | null = null;
  for (const processes of [1, 2, 3]) {
    const { answersPerSecond } = await measureScaling(processes, numberAfter('--seconds', 20));
    one ??= answersPerSecond;
    console.log(`${processes} processes: ${Math.round(answersPerSecond)} pages a second, ${(answersPerSecond / one).toFixed(2)} times one`);
  }
  return true;
}

runMain(main);
