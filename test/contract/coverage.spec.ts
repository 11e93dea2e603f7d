import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documented, expectContractCovered } from './coverage';
import { readDocument } from './document';
import { observeAnswer } from './observe';
import { COVERAGE_FOLDER, saveExercised } from './observed';

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

  it.each([
    [200, ['header accept', 'query limit']],
    [500, ['header accept']],
    [422, ['header accept']],
  ])('knows what a request that was answered %i has exercised', (status, exercised) => {
    const whole = process.env[COVERAGE_FOLDER];
    process.env[COVERAGE_FOLDER] = folder;
    try {
      observeAnswer(
        { method: 'GET', target: '/connections?limit=1', headers: { Accept: '*/*' } },
        { status, headers: new Headers(), body: '' },
      );
      saveExercised();
    } finally {
      process.env[COVERAGE_FOLDER] = whole;
    }
    const noted = readFileSync(join(folder, `${process.pid}.txt`), 'utf8')
      .trim()
      .split('\n');
    expect(noted).toEqual([`get /connections answered ${status}`, ...exercised.map((one) => `get /connections given ${one}`)]);
  });
});
