// Who may import whom. Every rule is named by the sentence that it enforces; prove.mjs breaks each one on purpose.
// Three views of the same files, because "may not import" and "may not load" are different questions:
//   imports   every edge, types too: the zones, their doors, packages, Node's modules, cycles
//   loaded    what is there at run time, lazy imports included: what a caged process could reach
//   started   the same without lazy imports: what `ghosthunter --help` pays for

/** What each zone may import besides itself. A zone that is not in this table may import nothing and be imported by nobody. */
const ZONES = {
  shared: { zones: [], packages: [] },
  files: { zones: ['shared'], packages: [] },
  programs: { zones: ['shared'], packages: [] },
  protocol: { zones: ['shared'], packages: ['zod'] },
  policy: { zones: ['shared'], packages: ['zod'] },
  gate: { zones: ['policy', 'shared'], packages: ['zod', 'shell-quote'] },
  digest: { zones: ['shared'], packages: [] },
  packs: { zones: ['policy', 'gate', 'shared'], packages: [] },
  inspect: { zones: ['policy', 'gate', 'packs', 'terminal', 'shared'], packages: ['piscina'] },
  channel: { zones: ['protocol', 'shared'], packages: ['zod'] },
  spikes: { zones: ['shared'], packages: [] },
  causes: { zones: ['protocol', 'shared'], packages: [] },
  billing: {
    zones: ['protocol', 'channel', 'spikes', 'shared'],
    packages: ['zod', '@duckdb/node-api', 'hyparquet', 'hyparquet-compressors', 'yauzl'],
  },
  investigation: { zones: ['protocol', 'channel', 'shared', 'billing', 'causes', 'digest'], packages: ['zod', '@anthropic-ai/sdk'] },
  egress: { zones: ['protocol', 'channel', 'shared', 'cage'], packages: ['zod'] },
  economy: { zones: ['protocol', 'channel', 'files', 'shared', 'egress'], packages: ['zod'] },
  notify: { zones: ['protocol', 'channel', 'shared', 'digest', 'egress', 'programs'], packages: ['zod'] },
  executor: {
    zones: ['protocol', 'policy', 'gate', 'packs', 'digest', 'audit', 'channel', 'programs', 'shared', 'cage'],
    packages: ['zod', 'execa', 'piscina', 'pino'],
  },
  audit: { zones: ['protocol', 'shared'], packages: ['zod', 'pino'] },
  history: { zones: ['audit', 'terminal', 'shared'], packages: [] },
  cage: { zones: ['protocol', 'channel', 'programs', 'shared'], packages: ['zod', 'koffi'] },
  supervisor: {
    zones: [
      'protocol',
      'channel',
      'files',
      'programs',
      'shared',
      'cage',
      'audit',
      'terminal',
      'report',
      'billing',
      'worlds',
      'policy',
      'gate',
      'packs',
      'digest',
    ],
    packages: ['zod', 'smol-toml', 'pino'],
  },
  terminal: { zones: ['protocol', 'report', 'shared'], packages: [] },
  report: { zones: ['protocol', 'shared'], packages: ['zod'] },
  recipes: { zones: [], packages: [] },
  batch: {
    zones: ['protocol', 'audit', 'files', 'terminal', 'report', 'worlds', 'shared'],
    packages: ['zod', 'smol-toml', 'bullmq'],
  },
  commands: { zones: ['recipes', 'supervisor', 'batch', 'service', 'inspect', 'history', 'terminal', 'shared'], packages: ['commander'] },
  service: {
    zones: ['protocol', 'channel', 'cage', 'files', 'packs', 'batch', 'supervisor', 'terminal', 'shared'],
    packages: ['zod'],
  },
  worlds: { zones: ['protocol', 'policy', 'shared'], packages: ['zod'] },
};

/** A worker is its promise, its descriptors and one call into its zone. */
const WORKERS = {
  'cage-entry': ['cage'],
  'landlock-launcher': ['cage'],
  orchestrator: ['investigation'],
  egress: ['egress', 'cage'],
  economy: ['economy', 'cage'],
  notifier: ['notify', 'cage'],
  billing: ['billing'],
  executor: ['executor', 'cage'],
  judge: ['inspect'],
  keeper: ['executor'],
  digest: ['executor'],
  'simulated-cli': ['worlds'],
};
const LOADS_ONE_FILE = {
  'cage-entry': ['cage/canaries', 'cage/profile'],
  'landlock-launcher': ['cage/become-caged', 'cage/landlock'],
  digest: ['executor/digest'],
  keeper: ['executor/keep'],
  judge: ['inspect/judge-thread'],
};
const WORKER_COMMON = ['protocol', 'channel', 'shared'];

/** Node's modules by what they open. The others compute. */
const SPAWNS = 'child_process|cluster';
const OPENS_FILES = 'fs|fs/promises|sqlite';
const DIALS = 'dns|dns/promises|tls|http|https|http2|dgram|quic';
const SOCKETS = 'net';
const LOADS_CODE = 'module|vm|repl|inspector|inspector/promises|wasi';
/** Named through a module, `process` and `console` would escape the rules about the globals. */
const GLOBALS = 'process|console';

const node = (names) => `^(?:node:)?(?:${names})$`;
const npm = (names) => `(?:^|/)node_modules/(?:${names.join('|')})/`;
const zone = (names) => `^src/(?:${names.join('|')})/`;
const shipped = '^(?:src|workers)/';
const PURE = ['shared', 'protocol', 'policy', 'gate', 'digest', 'spikes', 'causes', 'report', 'recipes'];

const zoneRules = Object.entries(ZONES).map(([name, { zones }]) => ({
  name: `${name} imports only the zones on its list`,
  from: { path: zone([name]) },
  to: { path: shipped, pathNot: zone([name, ...zones]) },
}));

const packageRules = Object.entries(ZONES).map(([name, { packages }]) => ({
  name: `${name} takes from npm only what is on its list`,
  from: { path: zone([name]) },
  to: { path: npm(['.*']), pathNot: packages.length === 0 ? [] : [npm(packages)] },
}));

const workerRules = Object.entries(WORKERS).map(([name, zones]) => ({
  name: `worker ${name} calls only into the zones on its list`,
  from: { path: `^workers/${name}\\.ts$` },
  to: { path: '^src/', pathNot: zone([...zones, ...WORKER_COMMON]) },
}));

const imports = [
  ...zoneRules,
  ...packageRules,
  ...workerRules,
  {
    name: 'every file is in a known zone',
    from: { path: '^src/', pathNot: [zone(Object.keys(ZONES)), '^src/(?:main|library)\\.ts$'] },
    to: {},
  },
  {
    name: 'every worker is a known worker',
    from: { path: '^workers/', pathNot: `^workers/(?:${Object.keys(WORKERS).join('|')})\\.ts$` },
    to: {},
  },
  {
    name: 'main imports only commands, supervisor, terminal and shared',
    from: { path: '^src/main\\.ts$' },
    to: { path: shipped, pathNot: zone(['commands', 'supervisor', 'terminal', 'shared']) },
  },
  {
    name: 'library imports only the gate and the policies',
    from: { path: '^src/library\\.ts$' },
    to: { path: ['^src/', npm(['.*'])], pathNot: zone(['gate', 'packs', 'policy']) },
  },
  {
    name: 'from npm main takes only commander and shell-quote',
    from: { path: '^src/main\\.ts$' },
    to: { path: npm(['.*']), pathNot: npm(['commander', 'shell-quote']) },
  },
  {
    name: 'workers take nothing from npm but piscina',
    from: { path: '^workers/' },
    to: { path: npm(['.*']), pathNot: npm(['piscina']) },
  },
  {
    name: 'across zones the door only',
    // What runs in a cage or in a thread loads the one file that it needs, not the whole of its zone.
    from: { path: '^(?:src/|(?=workers/))([^/]+)/', pathNot: `^workers/(?:${Object.keys(LOADS_ONE_FILE).join('|')})\\.ts$` },
    to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
  },
  ...Object.entries(LOADS_ONE_FILE).map(([worker, files]) => ({
    name: `worker ${worker} looks past the door only for the files on its list`,
    from: { path: `^workers/${worker}\\.ts$` },
    to: { path: '^src/[^/]+/', pathNot: ['^src/[^/]+/index\\.ts$', ...files.map((file) => `^src/${file}\\.ts$`)] },
  })),
  {
    name: 'main and library use the doors too',
    from: { path: '^src/(?:main|library)\\.ts$' },
    to: { path: '^src/[^/]+/', pathNot: '^src/[^/]+/index\\.ts$' },
  },
  { name: 'nobody imports main or library', from: { pathNot: '^test/' }, to: { path: '^src/(?:main|library)\\.ts$' } },
  { name: 'nobody imports a worker', from: {}, to: { path: '^workers/' } },
  { name: 'no source file imports a test', from: { path: shipped }, to: { path: '^test/' } },
  { name: 'no source file imports a script', from: { path: shipped }, to: { path: '^scripts/' } },
  { name: 'no cycles, not even of types', from: {}, to: { circular: true } },
  { name: 'no orphans', from: { orphan: true, path: '^src/', pathNot: '^src/(?:main|library)\\.ts$' }, to: {} },
  { name: 'every import is found', from: {}, to: { couldNotResolve: true } },
  {
    name: 'what ships is imported from dependencies, not from devDependencies',
    // A peer that may be missing is loaded when it was asked for, by one file that says what is missing.
    from: { path: shipped, pathNot: '^src/batch/queue/queue-worker\\.ts$' },
    to: {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional', 'npm-peer'],
      dependencyTypesNot: ['type-only'],
    },
  },
  { name: 'pure zones name no module of Node', from: { path: zone(PURE) }, to: { dependencyTypes: ['core'] } },
  {
    name: 'only executor/run.ts, executor/keep.ts, notify/start.ts, supervisor/launch.ts, batch/run-item.ts and service/programs.ts spawn',
    from: {
      path: shipped,
      pathNot: ['^src/executor/(?:run|keep)\\.ts$', '^src/(?:supervisor/launch|notify/start|batch/run-item|service/programs)\\.ts$'],
    },
    to: { path: [node(SPAWNS), npm(['execa'])], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'only investigation/model.ts imports the model SDK',
    from: { path: shipped, pathNot: '^src/investigation/model\\.ts$' },
    to: { path: npm(['@anthropic-ai/sdk']) },
  },
  {
    name: 'only egress, economy and notify dial out',
    from: { path: shipped, pathNot: zone(['egress', 'economy', 'notify']) },
    to: { path: node(DIALS) },
  },
  {
    // The audit log's lock is a socket that nobody speaks on.
    name: 'only channel, egress, economy, audit, cage, supervisor and service name a socket',
    from: { path: shipped, pathNot: zone(['channel', 'egress', 'economy', 'audit', 'cage', 'supervisor', 'service']) },
    to: { path: node(SOCKETS) },
  },
  {
    name: 'only cage/native.ts imports koffi',
    from: { path: shipped, pathNot: '^src/cage/native\\.ts$' },
    to: { path: npm(['koffi']) },
  },
  { name: 'only the executor starts threads', from: { path: shipped, pathNot: zone(['executor']) }, to: { path: node('worker_threads') } },
  {
    name: 'only the executor and inspect pool threads',
    from: { path: shipped, pathNot: [zone(['executor', 'inspect']), '^workers/(?:judge|digest)\\.ts$'] },
    to: { path: npm(['piscina']) },
  },
  {
    name: 'only cage/native.ts loads code by name',
    from: { path: shipped, pathNot: '^src/cage/native\\.ts$' },
    to: { path: node(LOADS_CODE) },
  },
  {
    name: 'cage/native.ts loads koffi by name and nothing else',
    from: { path: '^src/cage/native\\.ts$' },
    to: { path: node(LOADS_CODE), pathNot: node('module') },
  },
  { name: 'process and console are globals, not imports', from: { path: shipped }, to: { path: node(GLOBALS) } },
  {
    name: 'investigation imports only types of billing',
    from: { path: zone(['investigation']) },
    to: { path: zone(['billing']), dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'channel names only net and stream of Node',
    from: { path: zone(['channel']) },
    to: { dependencyTypes: ['core'], pathNot: node('net|stream') },
  },
];

const loaded = [
  {
    name: 'nothing investigation loads spawns, opens a file or dials',
    from: { path: '^(?:src/investigation/|workers/orchestrator\\.ts$)' },
    to: { path: node([SPAWNS, OPENS_FILES, DIALS, LOADS_CODE, 'worker_threads'].join('|')), reachable: true },
  },
  {
    name: 'nothing investigation loads reaches the executor',
    from: { path: '^(?:src/investigation/|workers/orchestrator\\.ts$)' },
    to: { path: zone(['executor', 'audit', 'egress', 'supervisor', 'cage', 'terminal']), reachable: true },
  },
  {
    name: 'nothing the executor loads speaks to the model or to the terminal',
    from: { path: '^(?:src/executor/|workers/executor\\.ts$)' },
    to: { path: [npm(['@anthropic-ai/sdk']), zone(['terminal', 'investigation'])], reachable: true },
  },
];

const started = [
  {
    name: 'a judgement starts with shell-quote and light files only',
    from: { path: ['^src/(?:inspect/validate-command|library)\\.ts$'] },
    to: { path: npm(['.*']), pathNot: npm(['shell-quote']), reachable: true },
  },
  {
    name: 'main starts with commander, shell-quote and light files only',
    from: { path: '^src/main\\.ts$' },
    to: { path: npm(['.*']), pathNot: npm(['commander', 'shell-quote']), reachable: true },
  },
];

const SHIPPED = ['src', 'workers'];
const options = {
  doNotFollow: { path: 'node_modules' },
  preserveSymlinks: true,
  enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'], conditionNames: ['import', 'node', 'default', 'types'] },
};
const error = (rule) => ({ severity: 'error', ...rule });

module.exports = {
  forbidden: imports.map(error),
  options: { ...options, tsPreCompilationDeps: true },
  views: [
    { name: 'imports', folders: [...SHIPPED, 'test'], forbidden: imports.map(error), options: { ...options, tsPreCompilationDeps: true } },
    // What runs is what ships; nothing that ships imports a test, says the first view.
    { name: 'loaded', folders: SHIPPED, forbidden: loaded.map(error), options },
    { name: 'started', folders: SHIPPED, forbidden: started.map(error), options: { ...options, exclude: { dynamic: true } } },
  ],
};
