/** Specs run from the sources, as native ES modules; `--selectProjects` picks one of the two kinds. */
const shared = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['doorman-source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

export default {
  // Many specs start real processes, and the machine may be busy. Waiting inside a spec has limits of its own.
  testTimeout: 180_000,
  projects: [
    // One idea each, against the real store where it needs one.
    { ...shared, displayName: 'spec', testMatch: ['<rootDir>/{apps,libs,tools}/**/src/**/*.spec.ts'] },
    // The built services as processes.
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/apps/*/e2e/**/*.spec.ts'] },
  ],
};
