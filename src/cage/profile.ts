// What goes into a cage, and how a tier means to build it. Plain data: whoever launches does exactly what the plan says.

import type { Tier } from '../protocol/index.js';

export type CagedRole = 'orchestrator' | 'billing';

export interface CageProfile {
  readonly role: CagedRole;
  /** The Node binary, by its real path. */
  readonly nodePath: string;
  /** Our first code inside; runs the canaries, says hello, then loads `main`. */
  readonly entry: string;
  readonly main: string;
  /** Files of the host that this role may read. */
  readonly readOnly: readonly string[];
  /** Native code that `main` may load: the module first, then what it is linked with, all in one folder. */
  readonly native: readonly string[];
  /** A file of the host that is there for certain and must not be readable inside. */
  readonly witness: string;
  readonly supervisorPid: number;
  readonly hostName: string;
}

export interface CagePlan {
  readonly tier: Tier;
  readonly program: string;
  readonly argv: readonly string[];
  /** For the program's descriptor 5, when it takes the filter there. */
  readonly filter: Uint8Array | undefined;
  /** The program reports the caged process's pid on descriptor 6; else the pid is the program's own. */
  readonly reportsPid: boolean;
  /** Paths as the caged process sees them; the only files it may hold open. */
  readonly files: readonly string[];
  /** By name of the canary: the outcome that only this launch can know. */
  readonly particulars: Readonly<Record<string, string>>;
}

/** What the entry is told, as its only argument. */
export interface EntryOrders {
  readonly main: string;
  /** What `main` finds as its own arguments. */
  readonly mainArguments: readonly string[];
  readonly witness: string;
  readonly supervisorPid: number;
}

/** What the supervisor writes to a caged process that it has attested; the entry reads exactly this and nothing more. */
export const GO_LINE = '{"kind":"go"}\n';

/** What `main` is told: where its native module lies, if there is one, and its files. */
export function mainArguments(native: readonly string[], files: readonly string[]): readonly string[] {
  const [module] = native;
  return module === undefined ? files : [`--native=${module}`, ...files];
}
