import { saveExercised, takeFaults } from './observed';

/** Of every test file: an answer that breaks the contract fails the test in which it was sent, whatever the test looked at. */
function expectContractKept(): void {
  const faults = takeFaults();
  if (faults.length > 0) throw new Error(`An answer does not keep to openapi.json:\n${[...new Set(faults)].join('\n')}`);
}

afterEach(expectContractKept);
afterAll(() => {
  saveExercised();
  // What is sent while a file ends has no test any more.
  expectContractKept();
});
