// The gate for other programs: `import { judge, readPolicy } from 'ghosthunter'`. It judges and runs nothing; a cleared command has its
// words in `argv`, to be started without a shell.

export {
  type Cleared,
  hintFor,
  isCleared,
  judge,
  reasonFor,
  type Refusal,
  type Remaining,
  type Verdict,
  type WireRefusal,
  wireRefusal,
} from './gate/index.js';
export { readPolicy } from './packs/index.js';
export type { Binary, Policy } from './policy/index.js';
