// Every operation that looks at the graph, by its words. Other reads answer with their empty shape.

import type { Operation } from './cloud.js';
import { COMPUTE } from './reads/compute.js';
import { DATA } from './reads/data.js';
import { EC2 } from './reads/ec2.js';
import { PEOPLE } from './reads/people.js';
import { STORAGE } from './reads/storage.js';
import { WATCH } from './reads/watch.js';
import { loadBalancerAttributes } from './reads/attributes.js';

export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ...[EC2, STORAGE, COMPUTE, DATA, WATCH, PEOPLE].flatMap((table) => Object.entries(table)),
  ['elbv2 describe-load-balancer-attributes', loadBalancerAttributes],
]);
