// What each tier promises: the checks from outside that must be made, and what every canary must report. An exact errno, not "it
// failed": a canary that fails for another reason proves nothing. Pure, so that the executor can hold an attestation against it too.

import type { Tier } from '../protocol/index.js';

/** The one outcome is known only when the cage is launched. */
export const AT_LAUNCH = 'at-launch';

type Outcomes = readonly string[] | typeof AT_LAUNCH;

const SEEN_OF_EVERY_PROCESS = [
  'filter',
  'no-new-privileges',
  'threads',
  'effective-capabilities',
  'permitted-capabilities',
  'inheritable-capabilities',
  'ambient-capabilities',
  'session',
  'program',
  'descriptors',
] as const;

export const NAMESPACES = ['user', 'pid', 'net', 'mnt', 'ipc', 'uts', 'cgroup'] as const;
export type Namespace = (typeof NAMESPACES)[number];

export type OutsideName =
  | (typeof SEEN_OF_EVERY_PROCESS)[number]
  | 'bounding-capabilities'
  | 'pid-inside'
  | 'parent'
  | `${Namespace}-namespace`;

/** macOS shows nothing comparable; an external cage is its operator's word. */
export const OUTSIDE: Readonly<Record<Tier, readonly OutsideName[]>> = {
  bwrap: [...SEEN_OF_EVERY_PROCESS, 'bounding-capabilities', 'pid-inside', ...NAMESPACES.map((name): OutsideName => `${name}-namespace`)],
  landlock: [...SEEN_OF_EVERY_PROCESS, 'parent'],
  'sandbox-exec': [],
  external: [],
  none: [],
};

/** What only the filter refuses, with the error that only the filter gives. */
const REFUSED_BY_THE_FILTER = {
  spawn: ['EPERM'],
  'signal-supervisor': ['EPERM'],
  'signal-group': ['EPERM'],
  'signal-everybody': ['EPERM'],
  'priority-of-supervisor': ['EPERM'],
  tcp: ['EPERM'],
  udp: ['EPERM'],
  unix: ['EPERM'],
  'make-folder': ['EPERM'],
  'unlisted-call': ['ENOSYS'],
} as const;

/** A host may have a read-only root, or no such folder; both refuse as well as Landlock does. */
const NOT_CREATED = ['EACCES', 'EROFS', 'ENOENT'];

/** Experimental: nobody has run this profile on a Mac, so any refusal counts. */
const ANY_REFUSAL = ['EPERM', 'EACCES', 'ENOENT', 'EROFS'];

export const CANARIES: Readonly<Record<Tier, Readonly<Record<string, Outcomes>>>> = {
  bwrap: {
    ...REFUSED_BY_THE_FILTER,
    'read-null': ['done'],
    environment: ['PWD'],
    'own-pid': ['1'],
    'host-name': ['cage'],
    'list-root': AT_LAUNCH,
    'read-witness': ['ENOENT'],
    'stat-witness': ['ENOENT'],
    'read-users': ['ENOENT'],
    'read-own-environment': ['ENOENT'],
    'create-in-root': ['EROFS'],
    'create-beside-main': ['EROFS'],
    'create-beside-witness': ['ENOENT'],
    'create-in-dev': ['EROFS'],
    'create-in-shared-memory': ['ENOENT'],
    'create-in-temporary': ['ENOENT'],
    // Whose file it is decides which of the two refuses first.
    'change-main': ['EROFS', 'EACCES'],
  },
  landlock: {
    ...REFUSED_BY_THE_FILTER,
    'read-null': ['done'],
    environment: ['empty'],
    'own-pid': AT_LAUNCH,
    'host-name': AT_LAUNCH,
    'list-root': ['EACCES'],
    'read-witness': ['EACCES'],
    // Landlock does not hide that a file exists. A kernel that learns to will have it refused, which is no worse.
    'stat-witness': ['done', 'EACCES'],
    'read-users': ['EACCES'],
    'read-own-environment': ['EACCES'],
    'create-in-root': NOT_CREATED,
    'create-beside-main': NOT_CREATED,
    'create-beside-witness': NOT_CREATED,
    'create-in-dev': NOT_CREATED,
    'create-in-shared-memory': NOT_CREATED,
    'create-in-temporary': NOT_CREATED,
    'change-main': ['EACCES', 'EROFS'],
  },
  'sandbox-exec': {
    'read-null': ['done'],
    environment: ['empty', '__CF_USER_TEXT_ENCODING'],
    spawn: ANY_REFUSAL,
    'signal-supervisor': ANY_REFUSAL,
    tcp: ANY_REFUSAL,
    udp: ANY_REFUSAL,
    unix: ANY_REFUSAL,
    'make-folder': ANY_REFUSAL,
    'list-root': ANY_REFUSAL,
    'read-witness': ANY_REFUSAL,
    'read-users': ANY_REFUSAL,
    'create-in-root': ANY_REFUSAL,
    'create-beside-main': ANY_REFUSAL,
    'create-beside-witness': ANY_REFUSAL,
    'create-in-temporary': ANY_REFUSAL,
    'change-main': ANY_REFUSAL,
  },
  external: {},
  none: {},
};
