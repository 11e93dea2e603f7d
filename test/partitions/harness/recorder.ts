import { Client } from 'pg';
import { Database, ReadBytes, Statement } from '../../../libs/messages/src/store/database';
import { Reach } from '../../../libs/messages/src/store/wall/reach';
import { keepStatement } from '../recorded';

let isRecording = false;

/** From now on every statement that the service runs in this test file is kept. Those that tests run by themselves have no name. */
export function recordStatements(): void {
  if (isRecording) return;
  isRecording = true;
  const client = Client.prototype as { query: (...given: unknown[]) => unknown };
  const query = client.query;
  client.query = function (this: unknown, ...given: unknown[]) {
    const [first] = given;
    if (isNamed(first)) keepStatement({ name: first.name, text: first.text, values: first.values ?? [] });
    return query.apply(this, given);
  };
  // The driver that reads bytes is told no names.
  const { queryBytes, snapshot } = Object.getOwnPropertyDescriptors(Database.prototype);
  const read = queryBytes.value as Database['queryBytes'];
  const see = snapshot.value as Database['snapshot'];
  Database.prototype.queryBytes = function (this: Database, statement, values) {
    keepStatement({ ...statement, values });
    return read.call(this, statement, values);
  };
  Database.prototype.snapshot = function <Result>(
    this: Database,
    reach: Reach,
    work: (read: ReadBytes) => Promise<Result>,
  ): Promise<Result> {
    return see.call(this, reach, (reading) =>
      work((statement, values) => {
        keepStatement({ ...statement, values });
        return reading(statement, values);
      }),
    ) as Promise<Result>;
  };
}

function isNamed(given: unknown): given is Statement & { readonly values?: readonly unknown[] } {
  return typeof given === 'object' && given !== null && 'name' in given && typeof given.name === 'string';
}
