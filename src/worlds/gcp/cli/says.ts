// What gcloud, bq and gsutil say when something is not there, not allowed or too much at once; word for word as they say it.

import type { WorldAnswer } from '../../world.js';
import type { Cloud } from '../cloud.js';

export function said(out: string): WorldAnswer {
  return { exit: 0, out, err: '' };
}

function failed(err: string, exit = 1): WorldAnswer {
  return { exit, out: '', err: `${err}\n` };
}

const nameOf = (command: string): string => `gcloud.${command.replaceAll(' ', '.')}`;
const authenticated = (cloud: Cloud): string =>
  `This command is authenticated as ${cloud.account} which is the active account specified by the [core/account] property`;

export function gcloudError(command: string, text: string): WorldAnswer {
  return failed(`ERROR: (${nameOf(command)}) ${text}`);
}

/** A refusal of arguments, before anything was asked of the cloud. */
export function usageError(command: string, text: string): WorldAnswer {
  return failed(`ERROR: (${nameOf(command)}) ${text}`, 2);
}

const permissionOf = (command: string): string => {
  const [service = 'resourcemanager', ...rest] = command.split(' ');
  const verb = rest.at(-1) ?? 'list';
  const noun = rest.at(-2) ?? 'projects';
  return `${service}.${noun.replaceAll('-', '')}.${verb === 'describe' ? 'get' : verb === 'read' ? 'list' : verb}`;
};

export function denied(cloud: Cloud, command: string, project: string): WorldAnswer {
  const permission = permissionOf(command);
  if (command.startsWith('compute ')) {
    return gcloudError(command, `Some requests did not succeed:\n - Required '${permission}' permission for 'projects/${project}'\n`);
  }
  return gcloudError(
    command,
    `PERMISSION_DENIED: Permission '${permission}' denied on resource '//cloudresourcemanager.googleapis.com/projects/${project}' (or it may not exist). ${authenticated(cloud)}`,
  );
}

export function throttled(cloud: Cloud, command: string, project: string): WorldAnswer {
  const service = command.split(' ', 1)[0] ?? '';
  return gcloudError(
    command,
    `RESOURCE_EXHAUSTED: Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service '${service}.googleapis.com' for consumer 'project_number:${cloud.projects.find(({ id }) => id === project)?.number ?? ''}'. ${authenticated(cloud)}`,
  );
}

export function noSuchProject(cloud: Cloud, command: string, project: string): WorldAnswer {
  if (command.startsWith('compute '))
    return gcloudError(command, `Some requests did not succeed:\n - The resource 'projects/${project}' was not found\n`);
  return gcloudError(
    command,
    `[${cloud.account}] does not have permission to access projects instance [${project}] (or it may not exist): The caller does not have permission. ${authenticated(cloud)}`,
  );
}

export interface Missing {
  readonly cloud: Cloud;
  readonly command: string;
  readonly project: string;
  readonly location: string;
  readonly id: string;
}

export function notFound({ cloud, command, id, location, project }: Missing): WorldAnswer {
  const words = command.split(' ');
  const noun = words.at(-2) ?? '';
  const short = id.slice(id.lastIndexOf('/') + 1);
  if (command.startsWith('compute ')) {
    const scope = location === 'global' ? 'global' : /-[a-z]$/.test(location) ? `zones/${location}` : `regions/${location}`;
    const kind = noun.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return gcloudError(
      command,
      `Could not fetch resource:\n - The resource 'projects/${project}/${scope}/${kind}/${short}' was not found\n`,
    );
  }
  if (command.startsWith('run services')) return gcloudError(command, `Cannot find service [${short}]`);
  if (command.startsWith('sql instances')) {
    return gcloudError(
      command,
      `There was no instance found at projects/${project}/instances/${short} or you are not authorized to access it.`,
    );
  }
  if (command.startsWith('storage buckets')) return gcloudError(command, `gs://${short} not found: 404.`);
  if (command.startsWith('container clusters')) {
    return gcloudError(command, `ResponseError: code=404, message=Not found: projects/${project}/locations/${location}/clusters/${short}.`);
  }
  const collection = noun.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const at = location === 'global' ? '' : `locations/${location}/`;
  return gcloudError(
    command,
    `NOT_FOUND: Resource 'projects/${project}/${at}${collection}/${short}' was not found. ${authenticated(cloud)}`,
  );
}

export function underspecified(command: string, id: string, flag: string): WorldAnswer {
  return gcloudError(command, `Underspecified resource [${id}]. Specify the [${flag}] flag.`);
}

export function missingFlag(command: string, flag: string): WorldAnswer {
  return usageError(command, `argument ${flag}: Must be specified.`);
}

export function refusedWrite(cloud: Cloud, command: string, project: string): WorldAnswer {
  return gcloudError(
    command,
    `PERMISSION_DENIED: The caller does not have permission to change anything in project ${project}. ${authenticated(cloud)}`,
  );
}

/** Of bq, which prints its errors where its answers go. */
export function bqError(text: string): WorldAnswer {
  return { exit: 1, out: `BigQuery error in ${text}\n`, err: '' };
}

export function gsutilError(text: string): WorldAnswer {
  return failed(text);
}
