/** Import directions: api -> messages -> leadconnector and nowhere else; a lib is entered through its index only. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'sandbox-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^apps/sandbox' },
      to: { path: '^(apps/api|libs)/' },
    },
    { name: 'nobody-imports-the-api', severity: 'error', from: { path: '^(libs|apps/sandbox)/' }, to: { path: '^apps/api' } },
    { name: 'nobody-imports-the-sandbox', severity: 'error', from: { path: '^(libs|apps/api)/' }, to: { path: '^apps/sandbox' } },
    {
      name: 'leadconnector-is-the-bottom',
      severity: 'error',
      from: { path: '^libs/leadconnector' },
      to: { path: '^(apps|libs/messages)/' },
    },
    { name: 'messages-below-apps', severity: 'error', from: { path: '^libs/messages' }, to: { path: '^apps/' } },
    {
      name: 'leadconnector-by-its-index',
      severity: 'error',
      from: { pathNot: '^libs/leadconnector' },
      to: { path: '^libs/leadconnector/src/', pathNot: '^libs/leadconnector/src/index\\.ts$' },
    },
    {
      // Jest's global set-up knows no path aliases, and the benchmark starts no service: both enter at the one file that starts the server.
      // Harnesses plant faults in the parts themselves.
      name: 'messages-by-its-index',
      severity: 'error',
      from: { pathNot: '^(libs/messages|test/store|test/bench|test/[a-z]+/harness)/' },
      to: { path: '^libs/messages/src/', pathNot: '^libs/messages/src/index\\.ts$' },
    },
    {
      name: 'model-imports-nothing',
      severity: 'error',
      from: { path: '^libs/messages/src/model/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^(libs/messages/src/model/|node:|crypto$)' },
    },
    {
      name: 'only-upstream-imports-the-client',
      severity: 'error',
      from: { path: '^libs/messages/src/', pathNot: '^libs/messages/src/(upstream/|[^/]+\\.ts$)' },
      to: { path: '^libs/leadconnector' },
    },
    {
      name: 'the-sdk-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^sdks/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^(sdks/typescript/src/|node_modules/openapi-fetch/|openapi-fetch$)' },
    },
    {
      name: 'no-tests-in-the-sdk',
      severity: 'error',
      from: { path: '^sdks/', pathNot: '\\.spec\\.ts$|/testing/' },
      to: { path: '\\.spec\\.ts$|/testing/' },
    },
    {
      name: 'no-tests-in-the-build',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '(^test/|\\.spec\\.ts$)' },
    },
    {
      name: 'no-dev-dependency-in-the-service',
      severity: 'error',
      from: { path: '^(apps/api|libs)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
