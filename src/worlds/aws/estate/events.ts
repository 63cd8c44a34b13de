// Calls that CloudTrail remembers, and people who make them.

import { timeOn } from '../../days.js';
import type { Cloud, TrailEvent } from '../cloud.js';
import type { JsonObject } from '../json.js';

export interface Happened {
  readonly name: string;
  /** `ec2`: the service that was called. */
  readonly source: string;
  /** Of the bill. */
  readonly day: number;
  readonly hour?: number;
  readonly user: string;
  readonly userType?: TrailEvent['userType'];
  readonly region?: string;
  readonly resources?: readonly (readonly [type: string, name: string])[];
  readonly request?: JsonObject;
  readonly readOnly?: boolean;
  readonly address?: string;
  readonly agent?: string;
  readonly accessKey?: string;
}

export function happened(cloud: Cloud, event: Happened): void {
  const { accessKey, day, hour = 9.5, name, readOnly = false, region = cloud.home, request = {}, resources = [], source, user } = event;
  const userType = event.userType ?? (user.includes('/') ? 'AssumedRole' : 'IAMUser');
  cloud.events.push({
    region,
    time: timeOn(cloud.firstDay + day, hour),
    name,
    source: `${source}.amazonaws.com`,
    user,
    readOnly,
    resources: resources.map(([type, resource]) => ({ type, name: resource })),
    accessKey: accessKey ?? (userType === 'AssumedRole' ? `ASIA${cloud.own.id.slice(0, 4)}EXAMPLE${String(day).padStart(3, '0')}` : ''),
    address: event.address ?? `198.51.100.${String(10 + (user.length % 80))}`,
    agent: event.agent ?? (user.includes('/') ? 'HashiCorp Terraform/1.9.5 aws-sdk-go-v2/1.30.4' : 'console.amazonaws.com'),
    request,
    userType,
  });
}

export const PEOPLE = ['m.keller', 'a.osei', 'j.tanaka', 'p.lindqvist', 's.moreau', 'd.silva', 'r.chandra', 'k.nowak'] as const;

/** Somebody of this company, the same one for the same purpose. */
export function somebody(cloud: Cloud, purpose: string): string {
  return cloud.random.fork(`who ${purpose}`).pick(PEOPLE);
}

export function asRole(role: string, person: string): string {
  return `${role}/${person}`;
}
