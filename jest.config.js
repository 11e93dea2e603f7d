/** One configuration for the three sizes of test: small (beside the code), medium (a lib with a real store), e2e (over HTTP). */
module.exports = {
  rootDir: '.',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/scripts', '<rootDir>/sdks/typescript/src'],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  moduleNameMapper: {
    '^@app/leadconnector$': '<rootDir>/libs/leadconnector/src',
    '^@app/messages$': '<rootDir>/libs/messages/src',
  },
  globalSetup: '<rootDir>/test/store/global-setup.ts',
  globalTeardown: '<rootDir>/test/store/global-teardown.ts',
  setupFiles: ['reflect-metadata'],
  setupFilesAfterEnv: ['<rootDir>/test/contract/every-test.ts'],
  // One more than there are processors where CI runs: two fifths of the time is waiting, for processes, time-outs and servers.
  maxWorkers: 3,
  // What earlier files leave behind makes every collection of garbage slower.
  workerIdleMemoryLimit: '700MB',
  testTimeout: 60_000,
};
