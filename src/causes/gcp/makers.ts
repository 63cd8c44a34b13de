// Who made machines, as the audit log has it: a colleague, an account of a service, a stranger.

import { dayAt, textAt } from '../json.js';
import type { Known } from '../known.js';
import type { Output, Probe, Reading } from '../probe.js';
import { actorKind, asksFor, byMethod, type Call, callsOf, toldOf } from './change-log.js';
import { after, heaviest, last, outcomes, probe, reading, rows, some, type Told } from './define.js';
import { logsAround, regionIn } from './line.js';

const METHODS = ['compute.instances.insert', 'compute.instances.bulkInsert'];

/** Mail that anybody can have. */
const ANYBODY = [
  'gmail.com',
  'outlook.com',
  'hotmail.com',
  'yahoo.com',
  'proton.me',
  'protonmail.com',
  'mail.ru',
  'yandex.ru',
  'gmx.com',
  'qq.com',
  '163.com',
];
const OF_USERS = '.iam.gserviceaccount.com';
const DEFAULT_ACCOUNTS = ['developer.gserviceaccount.com', 'appspot.gserviceaccount.com'];
/** What drives automation on purpose; a stranger's script is seldom one of these. */
const AUTOMATION = ['terraform', 'deployment', 'cloudbuild', 'ansible', 'pulumi', 'kubernetes', 'google-cloud-functions'];

/** A call by hand-made code, which is odd only together with a key that was taken out of the cloud. */
const SCRIPTS = ['python', 'curl', 'libcloud', 'wget', 'okhttp'];

export type Maker = 'google' | 'account' | 'stranger' | 'colleague';

/** Empty where addresses are told under other names. */
export function domainOf(address: string): string {
  return address.includes('@') ? address.slice(address.indexOf('@') + 1).toLowerCase() : '';
}

/** An account that belongs to the project: a key for it can be stolen. */
export function isAccount(address: string): boolean {
  const domain = domainOf(address);
  const [project = ''] = domain.split('.');
  const isGoogles = project.startsWith('gcp-sa-') || GOOGLES.includes(project);
  return (domain.endsWith(OF_USERS) && !isGoogles) || DEFAULT_ACCOUNTS.includes(domain);
}

const GOOGLES = [
  'container-engine-robot',
  'compute-system',
  'dataflow-service-producer-prod',
  'dataproc-accounts',
  'cloudcomposer-accounts',
  'serverless-robot-prod',
  'service-networking',
];

function isGoogle(address: string): boolean {
  const domain = domainOf(address);
  return domain.endsWith('gserviceaccount.com') && !isAccount(address);
}

/** Whether an address may be anybody's: free mail, or another domain than the members have. */
export function isOutsider(address: string, known: Known): boolean {
  const domains = known.names.get('member-domain') ?? [];
  const domain = domainOf(address);
  if (domain === '') return false;
  return ANYBODY.includes(domain) ? !domains.slice(0, 1).includes(domain) : domains.length > 0 && !domains.includes(domain);
}

function regionsOf(calls: readonly Call[]): readonly string[] {
  return [...new Set(calls.map(({ what }) => regionIn(after(what, 'zones')) ?? after(what, 'regions')).filter((region) => region !== ''))];
}

function makerOf(who: string, calls: readonly Call[], known: Known): Maker {
  if (isGoogle(who)) return 'google';
  if (!isAccount(who) && domainOf(who) !== '') return isOutsider(who, known) ? 'stranger' : 'colleague';
  const isAutomation = calls.every(({ agent }) => AUTOMATION.some((word) => agent.toLowerCase().includes(word)));
  if (isAutomation) return 'account';
  const fresh = known.names.get('new-region') ?? [];
  const regions = regionsOf(calls);
  const byKey = calls.some(({ row }) => textAt(row, 'protoPayload', 'authenticationInfo', 'serviceAccountKeyName') !== '');
  const byScript = calls.some(({ agent }) => SCRIPTS.some((word) => agent.toLowerCase().includes(word)));
  return regions.length >= 2 || (byKey && byScript) || regions.some((region) => fresh.includes(region)) ? 'stranger' : 'account';
}

function readMakers(output: Output, known: Known): Reading | undefined {
  const found = asksFor(output, METHODS) ? rows(output.json, 'timestamp') : undefined;
  if (found === undefined) return undefined;
  const calls = callsOf(found).filter(({ method }) => method.toLowerCase().includes('insert'));
  if (calls.length === 0) return reading('nothing', [[`no making of machines is logged around ${known.startDay}`, '']]);
  const people = [...new Set(calls.map(({ who }) => who))].map((who) => {
    const own = calls.filter((call) => call.who === who);
    return { who, own, maker: makerOf(who, own, known) };
  });
  const strangers = people.filter(({ maker }) => maker === 'stranger');
  // One stranger matters more than a cluster that makes its nodes all day.
  const top =
    strangers.length > 0
      ? strangers
      : people.filter(
          ({ maker }) =>
            maker ===
            heaviest(
              people,
              (one) => one.maker,
              ({ own }) => own.length,
            )?.key,
        );
  const [lead] = top;
  if (lead === undefined) return undefined;
  const [first] = lead.own;
  const days = lead.own.map(({ row }) => dayAt(row, 'timestamp')).toSorted();
  const text = `${lead.who} made ${String(lead.own.length)} machines on ${days[0] ?? ''}: ${some([...new Set(lead.own.map(({ what }) => last(what)))])}${first === undefined || first.ip === '' ? '' : `, called from ${first.ip}`}`;
  const told: readonly Told[] = [[text, `[${String(first?.at ?? 0)}].protoPayload`], ...lead.own.slice(0, 3).map(toldOf)];
  return reading(lead.maker, told, {
    [actorKind('machines')]: top.map(({ who }) => who),
    ...(lead.maker === 'stranger'
      ? { stranger: top.map(({ who }) => who), 'service-account': top.map(({ who }) => who).filter(isAccount) }
      : {}),
    ...(lead.maker === 'account' ? { 'service-account': top.map(({ who }) => who) } : {}),
    ...(lead.maker === 'google' ? {} : { machine: lead.own.map(({ what }) => last(what)) }),
  });
}

export const MAKERS: Probe = probe({
  name: 'gcp-who-made-machines',
  operation: 'gcloud logging read',
  asks: 'who made machines around the day it began, and from where',
  learns: [actorKind('machines'), 'stranger', 'service-account', 'machine'],
  command: (known) => logsAround(byMethod(METHODS), known, 2, 2, 100),
  seconds: 4,
  outcomes: outcomes(
    {
      stranger: 'an address from outside, or a key used in regions where nobody works',
      account: 'a service account of the project made them: automation, or its key in other hands',
      colleague: 'a person of the organization made them',
      google: 'a service of Google made them: a cluster or a group that scales',
      nothing: 'no machine was made in those days, or it is not logged',
    },
    {
      given: {
        G24: [0.56, 0.18, 0.05, 0.02, 0.19],
        G19: [0.03, 0.15, 0.63, 0.04, 0.15],
        G06: [0.02, 0.06, 0.05, 0.72, 0.15],
        G25: [0.02, 0.08, 0.12, 0.23, 0.55],
        G18: [0.02, 0.12, 0.13, 0.28, 0.45],
        G16: [0.03, 0.2, 0.35, 0.22, 0.2],
      },
      otherwise: [0.02, 0.18, 0.15, 0.35, 0.3],
    },
  ),
  read: readMakers,
});
