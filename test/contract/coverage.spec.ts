import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documented, expectContractCovered } from './coverage';
import { readDocument } from './document';

describe('the coverage of the contract', () => {
  const all = documented(readDocument());
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-coverage-'));
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const note = (file: string, lines: readonly string[]): void => writeFileSync(join(folder, file), `${lines.join('\n')}\n`);

  it('is complete when all processes together have exercised everything', () => {
    note('1.txt', all.slice(0, 100));
    note('2.txt', all.slice(90));
    expect(() => expectContractCovered(folder)).not.toThrow();
  });

  it('fails with every status and parameter that none has', () => {
    const left = ['get /messages/search answered 304', 'get /messages/search given query limit', 'post /messages/search given body type'];
    note(
      '1.txt',
      all.filter((one) => !left.includes(one)),
    );
    expect(() => expectContractCovered(folder)).toThrow(left.join('\n  '));
  });
});
