// Less than the person may: where they configured it, the executor exchanges their credentials for some that only read, before the first
// proposal. The commands are fixed here, start as every other does, and stand in the audit log as ours; nothing of them comes from a
// proposal. T-WRITE: what a mistake of the gate would let through could still change nothing.

import * as z from 'zod';
import type { AuditLog } from '../audit/index.js';
import { pinBinary, pinFault, STANDARD_DIRECTORIES } from '../programs/index.js';
import { type Attest, parseJson } from '../protocol/index.js';
import { Fault, printable } from '../shared/index.js';
import { type Output, runProgram } from './run.js';
import type { Variables, Workplace } from './workplace.js';

const LIMITS = { milliseconds: 30_000, outputBytes: 64 * 1024 } as const;
/** The longest that a role taken on by a role may last. */
const SECONDS = 3_600;

/** What AWS counts as reading and hands out credentials or contents all the same. */
const NEVER = [
  'secretsmanager:GetSecretValue',
  'secretsmanager:BatchGetSecretValue',
  'sts:AssumeRole*',
  'sts:GetSessionToken',
  'sts:GetFederationToken',
  'kms:Decrypt',
  'sso:GetRoleCredentials',
  'ecr:GetAuthorizationToken',
  'redshift:GetClusterCredentials*',
];

/** One that only reads: AWS's own list, less what is never needed. Both bound the role; neither gives it anything. */
export function assumeRoleArguments(role: string, run: string): readonly string[] {
  const [, partition = 'aws'] = role.split(':');
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: NEVER, Resource: '*' }] };
  return [
    ...['sts', 'assume-role', '--role-arn', role, '--role-session-name', `ghosthunter-${run}`.slice(0, 64)],
    ...['--policy-arns', `arn=arn:${partition}:iam::aws:policy/ReadOnlyAccess`, '--policy', JSON.stringify(policy)],
    ...['--duration-seconds', String(SECONDS), '--output', 'json'],
  ];
}

/** gcloud asks for the token with these; a key of a service account obeys, a person's login does not know them. */
export const READ_ONLY_SCOPES: readonly string[] = [
  'https://www.googleapis.com/auth/cloud-platform.read-only',
  'https://www.googleapis.com/auth/bigquery.readonly',
  'https://www.googleapis.com/auth/devstorage.read_only',
  'https://www.googleapis.com/auth/logging.read',
  'https://www.googleapis.com/auth/monitoring.read',
];

const word = z.string().regex(/^[\x21-\x7e]{1,8192}$/);
const session = z.object({ Credentials: z.object({ AccessKeyId: word, SecretAccessKey: word, SessionToken: word }) });
const token = z.string().regex(/^[\x21-\x7e]{10,8192}$/);

interface Exchange {
  readonly program: 'aws' | 'gcloud';
  readonly args: readonly string[];
  readonly read: (output: string) => Variables | undefined;
}

function exchangeOf({ cli, provider, run }: Attest): Exchange | undefined {
  if (provider === 'aws') {
    if (cli.readOnlyRole === null) return undefined;
    return { program: 'aws', args: assumeRoleArguments(cli.readOnlyRole, run), read: sessionIn };
  }
  if (!cli.readOnlyScopes) return undefined;
  const args = ['auth', 'print-access-token', `--scopes=${READ_ONLY_SCOPES.join(',')}`];
  return {
    program: 'gcloud',
    args,
    read: (output) => (token.safeParse(output.trim()).success ? { CLOUDSDK_AUTH_ACCESS_TOKEN: output.trim() } : undefined),
  };
}

function sessionIn(output: string): Variables | undefined {
  const parsed = parseJson(output);
  const found = parsed.ok ? session.safeParse(parsed.value) : undefined;
  if (!found?.success) return undefined;
  const { AccessKeyId, SecretAccessKey, SessionToken } = found.data.Credentials;
  return { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey, AWS_SESSION_TOKEN: SessionToken };
}

async function exchanged(attest: Attest, exchange: Exchange, workplace: Workplace): Promise<Output> {
  const pinned = pinBinary(exchange.program, [...attest.binaryDirectories, ...STANDARD_DIRECTORIES]);
  const fix = 'take the setting out of config.toml, or correct it; nothing was run with the credentials as they are';
  if (!pinned.ok) throw new Fault('config', `no credentials that only read: ${pinned.error}`, { fix });
  const program = workplace.program(pinned.value, exchange.args);
  const changed = pinFault(pinned.value);
  if (changed !== undefined) throw new Fault('config', changed, { fix });
  const output = await runProgram(program, LIMITS)?.finished;
  workplace.tidy();
  if (output?.exit === 0) return output;
  const said = output ? printable(Buffer.from(output.err).toString('utf8'), 300) : 'not started';
  throw new Fault('config', `no credentials that only read: ${exchange.program} said ${said}`, { fix });
}

/** Credentials that only read; `undefined` when nothing of the kind is configured. */
export async function readOnlyCredentials(attest: Attest, workplace: Workplace, audit: AuditLog): Promise<Variables | undefined> {
  const exchange = exchangeOf(attest);
  if (!exchange) return undefined;
  const detail = [exchange.program, ...exchange.args].join(' ');
  await audit.append({ event: 'record', name: 'own-command', detail: printable(detail, 2_000) });
  const { milliseconds, out } = await exchanged(attest, exchange, workplace);
  const lesser = exchange.read(Buffer.from(out).toString('utf8'));
  if (!lesser) throw new Fault('config', `${exchange.program} answered no credentials`, { fix: 'take the setting out of config.toml' });
  await audit.append({ event: 'record', name: 'read-only', detail: `credentials that only read, after ${String(milliseconds)} ms` });
  return { ...workplace.places, ...lesser };
}
