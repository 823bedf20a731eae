import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

// The rule of module boundaries does not know a package without an entry point, and an application has none.
const applications = {
  regex: '^@doorman/(member|order|lab|bench)(/|$)',
  message: 'An application is reached over HTTP.',
};
const frameworks = {
  regex: '^(@nestjs/|passport$|passport-jwt$|fastify$)',
  message: 'Strategies run without a framework; what needs one is in nest/ or passport/.',
};
const stores = {
  name: '@doorman/stores',
  message: 'Real stores are for specs; what a service runs never starts a store of its own.',
};

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', 'results', '.nx'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'off', // an injected class must stay a value import
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-restricted-imports': ['error', { patterns: [applications] }],
      'max-lines-per-function': ['error', { max: 70, skipComments: true, skipBlankLines: true }],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          depConstraints: [
            { sourceTag: 'scope:contracts', onlyDependOnLibsWithTags: ['scope:none'] },
            { sourceTag: 'scope:auth', onlyDependOnLibsWithTags: ['scope:stores'] },
            { sourceTag: 'scope:stores', onlyDependOnLibsWithTags: ['scope:none'] },
            { sourceTag: 'scope:service', onlyDependOnLibsWithTags: ['scope:contracts', 'scope:stores'] },
            {
              sourceTag: 'scope:app',
              onlyDependOnLibsWithTags: ['scope:auth', 'scope:service', 'scope:contracts', 'scope:stores'],
            },
            {
              sourceTag: 'scope:lab',
              onlyDependOnLibsWithTags: ['scope:auth', 'scope:contracts', 'scope:stores'],
              bannedExternalImports: ['@nestjs/*', 'ioredis'],
            },
            { sourceTag: 'scope:bench', onlyDependOnLibsWithTags: ['scope:auth', 'scope:stores'] },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/{auth,service}/src/**/*.ts', 'apps/{member,order}/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [stores], patterns: [applications] }] },
  },
  {
    // The strategies run without a framework: contract suite and benchmarks use them bare.
    files: ['libs/auth/src/**/*.ts'],
    ignores: ['libs/auth/src/nest/**', 'libs/auth/src/passport/**', '**/*.spec.ts', '**/testing/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [stores], patterns: [applications, frameworks] }] },
  },
  {
    files: ['apps/lab/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@doorman/auth',
              allowImportNames: ['Claims', 'StrategyName', 'claimsOf', 'strategyNames'],
              message: 'The laboratory sees services over HTTP; of auth it knows names and claims.',
            },
          ],
          patterns: [applications],
        },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', '**/testing/**/*.ts', 'apps/*/e2e/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
