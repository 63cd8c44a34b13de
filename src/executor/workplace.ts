// Where the CLIs of one active run work: a prepared home with the chosen provider's credentials, an environment built from nothing, a cage.
// Exists only after the attestation, and is gone with the executor.

import { dirname, join } from 'node:path';
import { isFileAt, type PinnedBinary } from '../programs/index.js';
import type { Attest, Tier } from '../protocol/index.js';
import { cliCage } from './cli-cage.js';
import { cliEnvironment } from './environment.js';
import { type Furnished, furnishAws } from './home/aws.js';
import { furnishGcp, installationFault } from './home/gcp.js';
import { keepCopies } from './home/kept-copies.js';
import { readPersons } from './home/private-files.js';
import { emptyDirectory, openHome, type PreparedHome, sweepHomes } from './home/prepared-home.js';
import type { Program } from './run.js';
import { shownFor } from './shown-files.js';

/** Variables of a CLI; `lesser` ones authenticate for less than the person may. */
export type Variables = Readonly<Record<string, string>>;

export interface Workplace {
  readonly home: PreparedHome;
  /** What the CLIs authenticate with, and where their files are. */
  readonly variables: Variables;
  /** Settings of the person's that do not count here. */
  readonly notes: readonly string[];
  /** Where the CLIs look when a command does not say. */
  readonly places: Furnished['places'];
  /** Why this program must not be started here: settings beside it that redirect it. */
  readonly fault: (pinned: PinnedBinary) => string | undefined;
  /** The program in its cage, with fresh tokens. */
  readonly program: (pinned: PinnedBinary, args: readonly string[]) => Program;
  /** After a command. */
  readonly tidy: () => void;
  readonly close: () => void;
}

/** A home that nobody has: the person's files are not looked at. */
const NOBODYS = '/nonexistent';

type Wish = Pick<Attest, 'provider' | 'credentials' | 'home' | 'binaryDirectories' | 'stateDirectory' | 'cli'>;

function furnish(attest: Wish, home: PreparedHome, lesser: Variables | undefined): Furnished {
  const wish = {
    variables: lesser ?? attest.credentials,
    personsHome: lesser ? NOBODYS : attest.home,
    home: home.home,
    allowCredentialProcess: attest.cli.allowCredentialProcess,
  };
  return attest.provider === 'aws' ? furnishAws(wish) : furnishGcp(wish);
}

/** `lesser` are variables in place of the person's credentials; with them nothing of theirs is in the home. */
export function openWorkplace(attest: Wish, tier: Tier, now: () => Date, lesser?: Variables): Workplace {
  sweepHomes(attest.stateDirectory, now().getTime());
  const home = openHome(attest.stateDirectory);
  try {
    return furnished(attest, home, tier, furnish(attest, home, lesser));
  } catch (cause) {
    home.remove();
    throw cause;
  }
}

/** T-CONFIG: gcloud reads settings for everybody from beside itself, and in an installation of the person's own they may be anything. */
function settingsFault(program: string): string | undefined {
  const root = dirname(dirname(program));
  if (!isFileAt(join(root, 'lib/gcloud.py'))) return undefined;
  const path = join(root, 'properties');
  const found = installationFault(readPersons(path)?.toString('utf8') ?? '');
  return found === undefined ? undefined : `${path} sets ${found}`;
}

function furnished(attest: Wish, home: PreparedHome, tier: Tier, { copies, notes, places, variables }: Furnished): Workplace {
  const empty = emptyDirectory(attest.stateDirectory);
  const cage = cliCage(tier, home, empty);
  const kept = keepCopies(copies);
  const temporary = tier === 'bwrap' ? '/tmp' : home.temporary;
  const environment: Readonly<Record<string, string>> = {
    ...cliEnvironment({ provider: attest.provider, credentials: variables, home: home.home }),
    TMPDIR: temporary,
  };
  const shown = new Map<string, readonly string[]>();

  function treesOf(pinned: PinnedBinary): readonly string[] {
    const known = shown.get(pinned.path) ?? shownFor(pinned, attest);
    shown.set(pinned.path, known);
    return known;
  }

  return {
    home,
    variables,
    notes,
    places,
    fault: (pinned) => settingsFault(pinned.path),
    program: (pinned, args) => {
      kept.fetch();
      const [first = pinned.path, ...rest] = [...cage(treesOf(pinned)), pinned.path, ...args];
      // Last in its PATH: programs of one installation start each other by name.
      const path = `${environment['PATH'] ?? ''}:${dirname(pinned.path)}`;
      return { file: first, args: rest, environment: { ...environment, PATH: path }, directory: empty };
    },
    tidy: kept.giveBack,
    close: home.remove,
  };
}
