// The `aws` program of a world: reads a line, looks at the graph, prints what the real one prints, fails as it fails. Nothing changes.

import { failureOf } from '../failures.js';
import type { WorldAnswer } from '../world.js';
import { emptyAnswer, type Known, knownOperation } from './answers.js';
import type { Cloud } from './cloud.js';
import { type Call, type Outcome, readCall } from './command.js';
import { search } from './jmespath.js';
import { type Clock, type Json, withTimes } from './json.js';
import { OPERATIONS } from './operation-table.js';
import { printed } from './output.js';
import { paged } from './paging.js';

export interface Behaviour {
  /** Operations that are never denied or throttled. */
  readonly spared: readonly string[];
  readonly denied?: number;
}

const GLOBAL_SERVICES: ReadonlySet<string> = new Set([
  'iam',
  'organizations',
  'ce',
  'cloudfront',
  'route53',
  'sts',
  'savingsplans',
  'budgets',
  'account',
]);
const REGIONS = /^(?:us|eu|ap|sa|ca|me|af|il|mx)-(?:(?:north|south)?(?:east|west)|central|north|south)-\d$/u;
/** First words of the names of operations that change something. */
const WRITES =
  /^(?:create|delete|put|update|modify|terminate|stop|start|run|attach|detach|associate|disassociate|enable|disable|add|remove|set|reboot|release|allocate|tag|untag|register|deregister|invoke|cancel|copy|import|reset|restore|revoke|authorize|purchase|send|publish|execute|cp|mv|rm|sync|mb|rb)/u;

function exitOf(cloud: Cloud): number {
  return isVersion2(cloud) ? 254 : 255;
}

/** Half of the worlds have version 2 of the CLI. */
export function isVersion2({ seed }: Pick<Cloud, 'seed'>): boolean {
  return seed % 2 === 1;
}

function fails(cloud: Cloud, name: string, code: string, message: string): WorldAnswer {
  return { exit: exitOf(cloud), out: '', err: `\nAn error occurred (${code}) when calling the ${name} operation: ${message}\n` };
}

function callerArn(cloud: Cloud): string {
  return `arn:aws:sts::${cloud.own.id}:assumed-role/CostReader/investigation`;
}

function denied(call: Call, cloud: Cloud, name: string, known: Known | undefined): WorldAnswer {
  const action = `${ACTIONS[call.service] ?? call.service}:${name}`;
  const code = deniedCode(call.service, known);
  const because = 'because no identity-based policy allows the';
  const said = `User: ${callerArn(cloud)} is not authorized to perform: ${action} ${because} ${action} action`;
  return fails(cloud, name, code, code === 'UnauthorizedOperation' ? `You are not authorized to perform this operation. ${said}` : said);
}

const XML_SERVICES: ReadonlySet<string> = new Set([
  'iam',
  'rds',
  's3api',
  's3',
  'autoscaling',
  'elb',
  'elbv2',
  'sts',
  'sns',
  'cloudformation',
  'cloudfront',
  'route53',
]);

function deniedCode(service: string, known: Known | undefined): string {
  if (service === 'ec2') return 'UnauthorizedOperation';
  return known?.isXml === true || XML_SERVICES.has(service) ? 'AccessDenied' : 'AccessDeniedException';
}

const ACTIONS: Readonly<Record<string, string>> = {
  s3api: 's3',
  elbv2: 'elasticloadbalancing',
  elb: 'elasticloadbalancing',
  configservice: 'config',
  efs: 'elasticfilesystem',
  emr: 'elasticmapreduce',
};

function throttled(cloud: Cloud, name: string, known: Known | undefined): WorldAnswer {
  const code = known?.isXml === true ? 'Throttling' : 'ThrottlingException';
  const tried = isVersion2(cloud) ? ' (reached max retries: 2)' : ' (reached max retries: 4)';
  return { exit: exitOf(cloud), out: '', err: `\nAn error occurred (${code}) when calling the ${name} operation${tried}: Rate exceeded\n` };
}

function unknown(call: Call): WorldAnswer {
  const usage = 'usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\n';
  return { exit: 252, out: '', err: `${usage}aws: error: argument operation: Invalid choice: '${call.operation}'\n` };
}

function clockOf(call: Call, cloud: Cloud, known: Known | undefined): Clock {
  if (isVersion2(cloud)) return 'v2';
  return known?.isXml === true || call.service === 'ec2' || XML_SERVICES.has(call.service) ? 'v1-xml' : 'v1-json';
}

function missingFlags(call: Call, known: Known | undefined): readonly string[] {
  return (known?.required ?? []).filter((flag) => !call.has(flag));
}

function generic(known: Known | undefined): Outcome {
  const empty = known && emptyAnswer(known);
  return empty ? { json: empty } : { code: 'ResourceNotFoundException', message: 'The requested resource was not found.' };
}

function shown(call: Call, cloud: Cloud, json: Json, known: Known | undefined): WorldAnswer {
  const page = paged(call, json, known?.lists ?? [], known?.token ?? 'NextToken');
  if ('badToken' in page) return { exit: 252, out: '', err: '\nBad starting token: the token is not valid\n' };
  const plain: unknown = withTimes(page.json, clockOf(call, cloud, known));
  const query = call.value('--query');
  const queried = query === undefined ? { ok: true as const, value: plain } : search(query, plain);
  if (!queried.ok) return { exit: 252, out: '', err: `\nBad value for --query ${query ?? ''}: Invalid jmespath expression\n` };
  return { exit: 0, out: printed(queried.value, call.value('--output') ?? 'json'), err: '' };
}

export function awsAnswer(cloud: Cloud, behaviour: Behaviour, args: readonly string[]): WorldAnswer {
  const call = readCall(args, cloud.home);
  const operation = cloud.special.get(call.name) ?? OPERATIONS.get(call.name);
  const known = knownOperation(call.service, call.operation);
  const name = known?.name ?? call.operation;
  if (WRITES.test(call.operation)) return denied(call, cloud, pascal(call.operation), known);
  if (!operation && !known) return unknown(call);
  const missing = missingFlags(call, known);
  if (missing.length > 0) {
    return { exit: 252, out: '', err: `\naws: error: the following arguments are required: ${missing.join(', ')}\n` };
  }
  if (!REGIONS.test(call.region) && !GLOBAL_SERVICES.has(call.service)) {
    const endpoint = `https://${call.service}.${call.region}.amazonaws.com/`;
    return { exit: 255, out: '', err: `\nCould not connect to the endpoint URL: "${endpoint}"\n` };
  }
  const failure = failureOf({ seed: cloud.seed, ...behaviour }, call.name, call.line);
  if (failure === 'denied') return denied(call, cloud, name, known);
  if (failure === 'throttled') return throttled(cloud, name, known);
  const outcome = operation ? operation(call, cloud) : generic(known);
  if ('code' in outcome) return fails(cloud, name, outcome.code, outcome.message);
  return 'text' in outcome ? { exit: 0, out: outcome.text, err: '' } : shown(call, cloud, outcome.json, known);
}

function pascal(operation: string): string {
  return operation
    .split('-')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}
