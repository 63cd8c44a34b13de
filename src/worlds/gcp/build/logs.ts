// Entries of logs: what somebody did, as the audit log says it, and what programs write.

import type { JsonObject, LogLine } from '../cloud.js';
import { hashOf } from '../../random.js';
import { isoTime } from '../../days.js';
import { at, type Setting } from '../setting.js';

export interface Act {
  readonly project: string;
  readonly day: number;
  readonly hour: number;
  readonly method: string;
  readonly service: string;
  readonly who: string;
  readonly resource: string;
  readonly type: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ip?: string;
  readonly agent?: string;
  readonly key?: string;
  readonly request?: JsonObject;
  readonly status?: JsonObject;
  /** Reads and writes of data are in a log of their own. */
  readonly isData?: boolean;
}

const fine = (seconds: number, text: string): string =>
  isoTime(seconds).replace('Z', `.${String(hashOf(text) % 1_000_000).padStart(6, '0')}Z`);

export function audit(setting: Setting, act: Act): LogLine {
  const { agent = 'google-cloud-sdk gcloud/528.0.0', day, hour, ip = '203.0.113.24', method, project, resource, service, who } = act;
  const time = fine(at(setting, day, hour), resource + method);
  return {
    project,
    json: {
      insertId: hashOf(`${time} ${resource} ${method}`).toString(36),
      logName: `projects/${project}/logs/cloudaudit.googleapis.com%2F${act.isData ? 'data_access' : 'activity'}`,
      protoPayload: {
        '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
        authenticationInfo: { principalEmail: who, ...(act.key !== undefined && { serviceAccountKeyName: act.key }) },
        authorizationInfo: [{ granted: true, permission: method, resource }],
        methodName: method,
        ...(act.request && { request: act.request }),
        requestMetadata: { callerIp: ip, callerSuppliedUserAgent: agent },
        resourceName: resource,
        serviceName: service,
        ...(act.status && { status: act.status }),
      },
      receiveTimestamp: time,
      resource: { labels: { project_id: project, ...act.labels }, type: act.type },
      severity: act.isData ? 'INFO' : 'NOTICE',
      timestamp: time,
    },
  };
}

export interface Said {
  readonly project: string;
  readonly day: number;
  readonly hour: number;
  readonly log: string;
  readonly severity: string;
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly payload?: JsonObject;
  readonly http?: JsonObject;
  readonly more?: JsonObject;
}

export function entry(setting: Setting, { day, hour, http, labels, log, more, payload, project, severity, text, type }: Said): LogLine {
  const time = fine(at(setting, day, hour), `${text ?? JSON.stringify(payload ?? {})} ${String(hour)}`);
  return {
    project,
    json: {
      ...(http && { httpRequest: http }),
      insertId: hashOf(`${time} ${log} ${text ?? ''}`).toString(36),
      ...(payload && { jsonPayload: payload }),
      ...(more && { labels: more }),
      logName: `projects/${project}/logs/${log.replaceAll('/', '%2F')}`,
      receiveTimestamp: time,
      resource: { labels: { project_id: project, ...labels }, type },
      severity,
      ...(text !== undefined && { textPayload: text }),
      timestamp: time,
    },
  };
}
