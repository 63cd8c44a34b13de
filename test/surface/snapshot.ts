// The command tables of the programs, as the dump of them says: what an outsider can learn from their help. Nothing of the packs is read here.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const ROOT = new URL('../../../', import.meta.url);

export function unpacked(path: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(new URL(path, ROOT))).toString('utf8'));
}

export interface AwsShape {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly members?: Readonly<Record<string, number>>;
  readonly required?: readonly string[];
  readonly of?: number;
  readonly key?: number;
  readonly value?: number;
}

export interface AwsFlag {
  readonly shape?: number;
  readonly required?: boolean;
  readonly hidden?: boolean;
  readonly positional?: boolean;
  readonly switch?: string;
  readonly named?: string;
  readonly cliType?: string;
  readonly choices?: readonly string[];
}

export interface AwsCommand {
  readonly flags: Readonly<Record<string, AwsFlag>>;
}

export interface AwsTable {
  readonly shapes: readonly AwsShape[];
  readonly commands: Readonly<Record<string, AwsCommand>>;
}

export interface GcloudArgument {
  readonly name: string;
  readonly type: string;
  readonly metavar?: string;
  readonly nargs?: string | number;
  readonly choices?: readonly string[];
  readonly item?: { readonly type: string; readonly choices?: readonly string[] };
  readonly hidden?: boolean;
}

export interface GcloudCommand {
  readonly path: string;
  readonly track: string;
  readonly flags: readonly number[];
  readonly positionals: readonly number[];
  readonly required?: readonly string[];
  /** What its parser wants together, or apart. */
  readonly rules?: readonly {
    readonly apart?: readonly (readonly string[])[];
    readonly least?: readonly string[];
    readonly of?: readonly string[];
    readonly needs?: readonly string[];
  }[];
}

export interface GcloudTable {
  readonly arguments: readonly GcloudArgument[];
  readonly commands: readonly GcloudCommand[];
}

/** As the files are: they are our own, and the compile step checks them. */
export function awsTable(): AwsTable {
  return unpacked('scripts/policy/snapshot/aws.json.gz') as AwsTable; // CAST: written by our own dump, of this form
}

export function gcloudTable(): GcloudTable {
  return unpacked('scripts/policy/snapshot/gcloud.json.gz') as GcloudTable; // CAST: the same
}

export type Class = 'read' | 'mutate' | 'credential' | 'local-io' | 'ambiguous';
export type Labels = Readonly<Record<string, Readonly<Record<Class, readonly string[]>>>>;

export function labels(): Labels {
  return unpacked('test/surface/labels.json.gz') as Labels; // CAST: written by make-labels.py, of this form
}
