// Live runs in processes of their own: a supervisor ends everything below it when its run is over, so it can neither be this process nor
// share one with another run. This file is both sides: whoever asks, and the process that is asked.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SELF = fileURLToPath(import.meta.url);

/** A process that does one task after the other; `undefined` for a task in which it died. */
export function openAside() {
  const child = fork(SELF, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const gone = once(child, 'exit');
  return {
    ask: async (task) => {
      child.send(task, () => undefined);
      const [answer] = await Promise.race([once(child, 'message'), gone.then(() => [undefined])]);
      return answer;
    },
    close: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

const TASKS = {
  cage: async ({ name, module, stage }) => {
    const { loadTheme, openNativeLibrary, performInCage } = await import('./acts.mjs');
    openNativeLibrary();
    return performInCage(await loadTheme(name), { ...stage, module });
  },
  check: async ({ name, at, stage }) => {
    const { loadChecks, outcomeOf } = await import('./outside.mjs');
    const { checks } = await loadChecks(name);
    return outcomeOf(checks[at], stage);
  },
};

if (process.argv[1] === SELF && process.send !== undefined) {
  process.on('message', async (task) => process.send(await TASKS[task.kind](task)));
  process.on('disconnect', () => process.exit(1));
}
