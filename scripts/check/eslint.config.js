// Is it sound: typescript-eslint's strict set with types, and the borders that an import rule cannot see because they are
// globals: who may write to the terminal, read the environment, end the process, know the time.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { projectRules } from './eslint-rules.js';

const SOURCE = ['src/**/*.ts', 'workers/**/*.ts'];
const PURE = ['src/shared/**/*.ts', 'src/protocol/**/*.ts', 'src/policy/**/*.ts', 'src/gate/**/*.ts', 'src/spikes/**/*.ts'];

/** Names that reach out, or load code, past every import rule. */
const NO_GLOBALS = [
  ['console', 'only src/terminal/screen.ts writes to the terminal'],
  ...['fetch', 'WebSocket', 'EventSource', 'BroadcastChannel'].map((name) => [name, 'only src/egress dials out, and not by this']),
  ...['globalThis', 'global', 'require', 'module'].map((name) => [name, 'reaches a global or a module past the rules about it']),
].map(([name, message]) => ({ name, message }));

const property = (object, names, message) => names.map((name) => ({ object, property: name, message }));
const SCREEN = property('process', ['stdout', 'stderr'], 'only src/terminal/screen.ts writes to the terminal');
const START = property('process', ['env', 'argv', 'exit'], 'read and ended once, in main.ts or a worker; pass it in');
const NEVER = property(
  'process',
  ['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'mainModule', 'abort', 'reallyExit'],
  'loads code or ends the process past every rule',
);
/** As another type, `process` would escape the rules about its properties. */
const CAST_PROCESS = {
  selector: ":matches(TSAsExpression, TSTypeAssertion) > Identifier.expression[name='process']",
  message: 'a cast of `process` reaches past every rule about it',
};
const CLOCK = [
  { object: 'Math', property: 'random', message: 'a pure zone gives the same answer twice' },
  ...property('Intl', ['DateTimeFormat'], 'a pure zone knows no clock and no place'),
];

/** What is left out on purpose begins with an underscore. */
const UNUSED = { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' };

export default defineConfig(
  { ignores: ['dist/', '.tap/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: [...SOURCE, 'test/**/*.ts', 'scripts/policy/**/*.ts', 'scripts/bills/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: 'tsconfig.json', tsconfigRootDir: fileURLToPath(new URL('../..', import.meta.url)) } },
    plugins: { ghosthunter: projectRules },
    rules: {
      'ghosthunter/cast-needs-reason': 'error',
      'ghosthunter/import-names-its-file': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: false }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'always' }],
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/no-shadow': 'error',
      '@typescript-eslint/no-unused-vars': ['error', UNUSED],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A string is spread into its characters, which is what is meant.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'no-constant-binary-expression': 'error',
      'no-self-compare': 'error',
      'no-sparse-arrays': 'error',
      'no-unsafe-finally': 'error',
      'no-unsafe-optional-chaining': 'error',
      'no-loss-of-precision': 'error',
      'no-useless-backreference': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-param-reassign': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: SOURCE,
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true } },
      ],
      'no-restricted-globals': ['error', ...NO_GLOBALS],
      'no-restricted-properties': ['error', ...NEVER, ...SCREEN, ...START],
      'no-restricted-syntax': ['error', CAST_PROCESS],
    },
  },
  { files: ['src/main.ts'], rules: { 'no-restricted-properties': ['error', ...NEVER, ...SCREEN] } },
  // The streams of a worker are pipes to whoever started it, not the terminal.
  { files: ['workers/**/*.ts'], rules: { 'no-restricted-properties': ['error', ...NEVER] } },
  // A canary looks for secrets where they would be.
  { files: ['src/cage/canaries.ts'], rules: { 'no-restricted-properties': ['error', ...NEVER, ...SCREEN] } },
  {
    files: ['src/cage/raw-calls.ts'],
    rules: {
      'no-restricted-syntax': 'off', // The canaries' calls, below the modules that the import rules know.
    },
  },
  { files: ['src/terminal/screen.ts'], rules: { 'no-restricted-properties': ['error', ...NEVER, ...START] } },
  {
    files: PURE,
    rules: {
      'no-restricted-globals': ['error', ...NO_GLOBALS, { name: 'Date', message: 'a pure zone knows no clock' }],
      'no-restricted-properties': ['error', ...NEVER, ...CLOCK],
    },
  },
  {
    files: ['src/investigation/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...NO_GLOBALS, { name: 'process', message: 'what runs in the cage holds nothing of its process' }],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/require-await': 'off', // A test of tap ends when its promise does, so it is async even without an await.
      '@typescript-eslint/no-floating-promises': 'off', // tap runs what was registered, in order, and reports what rejects.
      '@typescript-eslint/no-shadow': 'off', // A subtest names its own `t`, so that nobody asserts on the outer one by mistake.
    },
  },
  {
    files: ['test/types/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off', // What must not compile has no type, and is the subject of these files.
      '@typescript-eslint/no-unsafe-call': 'off', // As above: it has no type that a rule could judge.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off', // As above: it has no type that a rule could judge.
      '@typescript-eslint/no-misused-spread': 'off', // As above: it has no type that a rule could judge.
    },
  },
  {
    files: ['scripts/**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        'process console URL Buffer setTimeout clearTimeout setInterval clearInterval setImmediate performance structuredClone fetch AbortController AbortSignal TextEncoder TextDecoder module'
          .split(' ')
          .map((name) => [name, 'readonly']),
      ),
    },
    rules: {
      'no-undef': 'error',
      'no-unused-vars': ['error', UNUSED],
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-constant-binary-expression': 'error',
      'no-unsafe-finally': 'error',
    },
  },
);
