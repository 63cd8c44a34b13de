// What is read of services in containers.

import { dayAt, isListAt, listAt, numberAt, textAt, textsAt } from '../../json.js';
import type { Probe } from '../../probe.js';
import { found, learns, nameAt, option, plain, probe, told } from '../build.js';
import { ids, isNear, nearFirst, newcomers, rowsAt, say } from '../list.js';
import { metrics } from '../metric.js';
import { shortName, trail } from '../trail.js';

const clusters = probe({
  name: 'ecs-clusters',
  operation: 'ecs list-clusters',
  asks: 'which clusters of containers there are',
  learns: ['ecs-cluster'],
  outcomes: {
    clusters: ['there are clusters', { A27: 0.97 }, 0.8],
    'no-cluster': ['there is no cluster here', { A27: 0.03 }, 0.2],
  },
  read: ({ json }) => {
    if (!isListAt(json, 'clusterArns')) return undefined;
    const names = textsAt(json, 'clusterArns').map(shortName);
    return told(
      names.length > 0 ? 'clusters' : 'no-cluster',
      [found(`clusters: ${names.join(', ') || 'none'}`, 'clusterArns')],
      [learns('ecs-cluster', names)],
    );
  },
});

const services = probe({
  name: 'ecs-services',
  operation: 'ecs list-services',
  asks: 'which services a cluster runs',
  needs: ['ecs-cluster'],
  learns: ['ecs-service'],
  args: (known) => option('cluster', nameAt(known, 'ecs-cluster')),
  outcomes: {
    services: ['the cluster runs services', { A27: 0.95 }, 0.8],
    'no-service': ['the cluster runs no service', { A27: 0.05 }, 0.2],
  },
  read: ({ json }) => {
    if (!isListAt(json, 'serviceArns')) return undefined;
    const names = textsAt(json, 'serviceArns').map(shortName);
    return told(
      names.length > 0 ? 'services' : 'no-service',
      [found(`services: ${names.join(', ') || 'none'}`, 'serviceArns')],
      [learns('ecs-service', names)],
    );
  },
});

const FAILING = /unable to|failed|unhealthy|stopped|exceeded|deregistered|health check/i;
const MANY = 3;

const state = probe({
  name: 'ecs-service-state',
  operation: 'ecs describe-services',
  asks: 'how many tasks the services run, since when, and whether they fail',
  needs: ['ecs-cluster', 'ecs-service'],
  learns: ['ecs-service'],
  args: (known) => {
    const cluster = option('cluster', nameAt(known, 'ecs-cluster'));
    const names = (known.names.get('ecs-service') ?? [])
      .map(plain)
      .filter((name) => name !== undefined)
      .slice(0, 10);
    return cluster === undefined || names.length === 0 ? undefined : [...cluster, '--services', ...names];
  },
  outcomes: {
    'crash-loop': ['tasks of a service fail and are started again and again', { A27: 0.35 }, 0.05],
    'changed-then': ['a service was given more or larger tasks when the money rose', { A27: 0.5 }, 0.08],
    steady: ['the services run as before', { A27: 0.15 }, 0.87],
  },
  read: ({ json }, known) => {
    const rows = rowsAt(json, ['services'], 'serviceName');
    if (rows === undefined || rows.length === 0) return undefined;
    const deployed = (item: unknown): string => {
      const days = listAt(item, 'deployments').flatMap((one) => [dayAt(one, 'createdAt'), dayAt(one, 'updatedAt')]);
      return days.find((day) => isNear(known, day)) ?? days[0] ?? '';
    };
    const events = (item: unknown): readonly string[] => listAt(item, 'events').map((event) => textAt(event, 'message'));
    const scaled = (item: unknown): boolean =>
      listAt(item, 'events').some(
        (event) => isNear(known, dayAt(event, 'createdAt')) && /desired count|has started \d{2,}/i.test(textAt(event, 'message')),
      );
    const isFailing = (item: unknown): boolean =>
      listAt(item, 'deployments').some((one) => (numberAt(one, 'failedTasks') ?? 0) >= MANY) ||
      events(item).filter((message) => FAILING.test(message)).length >= MANY;
    const failing = rows.filter(({ item }) => isFailing(item));
    const changed = rows.filter(({ item }) => scaled(item) || isNear(known, deployed(item)));
    const shown = failing.length > 0 ? failing : changed.length > 0 ? changed : nearFirst(rows, known, deployed);
    const tell = (item: unknown, id: string): string => {
      const counts =
        `${textAt(item, 'runningCount')} of ${textAt(item, 'desiredCount')} tasks of ` +
        (textAt(item, 'taskDefinition').split('/').at(-1) ?? '');
      return (
        `${id} runs ${counts}, deployed on ` +
        `${deployed(item) || 'a day that is not told'}${events(item).length > 0 ? `: ${events(item)[0] ?? ''}` : ''}`
      );
    };
    return told(failing.length > 0 ? 'crash-loop' : changed.length > 0 ? 'changed-then' : 'steady', say(shown.slice(0, 5), tell), [
      ids('ecs-service', shown),
    ]);
  },
});

const activities = probe({
  name: 'ecs-scaling',
  operation: 'application-autoscaling describe-scaling-activities',
  asks: 'whether services were scaled out when the money rose',
  args: () => ['--service-namespace=ecs', '--max-items=50'],
  learns: ['ecs-service', 'ecs-cluster'],
  outcomes: {
    'scaled-out-then': ['a service was given more tasks by itself', { A27: 0.65 }, 0.15],
    'not-scaled': ['no service was scaled out then', { A27: 0.35 }, 0.85],
  },
  read: ({ command, json }, known) => {
    const rows = rowsAt(json, ['ScalingActivities'], 'ResourceId');
    if (rows === undefined || !command.includes('ecs')) return undefined;
    const since = rows.filter(({ item }) => dayAt(item, 'StartTime') >= known.startDay || isNear(known, dayAt(item, 'StartTime'), 1));
    const parts = since.map(({ id }) => id.split('/'));
    const tell = (item: unknown, id: string): string =>
      `${id} on ${dayAt(item, 'StartTime')}: ${textAt(item, 'Description')}, ${textAt(item, 'Cause')}`;
    if (since.length === 0) return told('not-scaled', [found(`no service was scaled since ${known.startDay}`, 'ScalingActivities')]);
    return told('scaled-out-then', say(since.slice(0, 5), tell), [
      learns(
        'ecs-service',
        parts.map(([, , service = '']) => service),
      ),
      learns(
        'ecs-cluster',
        parts.map(([, cluster = '']) => cluster),
      ),
    ]);
  },
});

export const CONTAINER_PROBES: readonly Probe[] = [
  clusters,
  services,
  state,
  activities,
  newcomers({
    name: 'ecs-bounds',
    operation: 'application-autoscaling describe-scalable-targets',
    asks: 'between which numbers of tasks services may scale',
    args: () => ['--service-namespace=ecs', '--max-items=50'],
    list: ['ScalableTargets'],
    id: 'ResourceId',
    days: [['CreationTime']],
    kind: 'scalable-target',
    also: (item) => `, from ${textAt(item, 'MinCapacity')} to ${textAt(item, 'MaxCapacity')}`,
    then: ['the bounds were set when the money rose', { A27: 0.25 }, 0.03],
    before: ['the bounds are as before', { A27: 0.5 }, 0.5],
    none: ['no service scales by itself', { A27: 0.25 }, 0.47],
  }),
  ...metrics(3, {
    name: 'ecs-tasks',
    asks: 'whether a service runs more tasks since then',
    namespace: 'ECS/ContainerInsights',
    metric: 'RunningTaskCount',
    statistic: 'Average',
    dimensions: (known) => [
      ['ClusterName', nameAt(known, 'ecs-cluster')],
      ['ServiceName', nameAt(known, 'ecs-service')],
    ],
    kind: 'ecs-service',
    needs: ['ecs-cluster', 'ecs-service'],
    factor: 1.3,
    rose: 'this service runs the tasks that are new',
    flat: 'this service runs as many tasks as before',
    given: { A27: 0.85 },
    otherwise: 0.25,
  }),
  trail({
    name: 'ecs-service-changed',
    event: 'UpdateService',
    asks: 'who changed a service when the money rose',
    done: 'a service was changed then',
    not: 'no service was changed then',
    given: { A27: 0.6 },
    otherwise: 0.08,
  }),
];
