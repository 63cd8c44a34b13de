// What is read of NAT gateways and the ways around them.

import { dayAt, has, isListAt, isWithin, listAt, textAt, textsAt } from '../../json.js';
import { firstName, type Known } from '../../known.js';
import type { Probe } from '../../probe.js';
import { found, learns, probe, told } from '../build.js';
import { by, metrics } from '../metric.js';
import { EC2_OTHER, EC2_WHOLE, isAbout, tail, VPC } from '../services.js';
import { trail } from '../trail.js';

const isNat = (known: Known): boolean =>
  isAbout(known, tail('NatGateway|.{0,20}Data Processed|DataTransfer|Data Transfer'), EC2_OTHER, EC2_WHOLE, VPC);

const natRoutes = probe({
  name: 'nat-routes',
  only: isNat,
  operation: 'ec2 describe-route-tables',
  asks: 'whether subnets that leave through a NAT gateway also have a route to a gateway endpoint',
  learns: ['nat-gateway', 'vpc', 'nat-route-table'],
  outcomes: {
    'nat-without-endpoint': ['S3 and DynamoDB are reached through the NAT gateway, byte by byte', { A01: 0.9, A22: 0.35, A29: 0.35 }, 0.35],
    'nat-with-endpoint': ['S3 or DynamoDB have a free way already, so the bytes go elsewhere', { A01: 0.05, A22: 0.55, A29: 0.55 }, 0.5],
    'no-nat': ['no subnet leaves through a NAT gateway', { A01: 0.02, A22: 0.1, A29: 0.1 }, 0.15],
  },
  read: ({ json }, known) => {
    if (!isListAt(json, 'RouteTables')) return undefined;
    const billed = firstName(known, 'nat-gateway');
    const tables = listAt(json, 'RouteTables').flatMap((table, index) => {
      const routes = listAt(table, 'Routes');
      const nats = routes.map((route) => textAt(route, 'NatGatewayId')).filter((id) => id !== '');
      const endpoint = routes.map((route) => textAt(route, 'GatewayId')).find((id) => id.startsWith('vpce-'));
      return nats.length === 0
        ? []
        : [{ id: textAt(table, 'RouteTableId'), vpc: textAt(table, 'VpcId'), nats, endpoint, at: `RouteTables[${String(index)}]` }];
    });
    const own = tables.filter(({ nats }) => billed !== undefined && nats.includes(billed));
    const looked = own.length > 0 ? own : tables;
    if (looked.length === 0) return told('no-nat', [found('no route table leads to a NAT gateway', 'RouteTables')]);
    const bare = looked.filter(({ endpoint }) => endpoint === undefined);
    const shown = bare.length > 0 ? bare : looked;
    const findings = shown.map(({ at, endpoint, id, nats, vpc }) =>
      found(
        `${id} in ${vpc} leads to ${nats.join(', ')} and ` + (endpoint === undefined ? 'to no gateway endpoint' : `to ${endpoint}`),
        at,
      ),
    );
    return told(bare.length > 0 ? 'nat-without-endpoint' : 'nat-with-endpoint', findings, [
      learns(
        'nat-gateway',
        shown.flatMap(({ nats }) => nats),
      ),
      learns(
        'vpc',
        shown.map(({ vpc }) => vpc),
      ),
      learns(
        'nat-route-table',
        shown.map(({ id }) => id),
      ),
    ]);
  },
});

const gatewayEndpoints = probe({
  name: 'gateway-endpoints',
  only: isNat,
  operation: 'ec2 describe-vpc-endpoints',
  asks: 'whether the networks have gateway endpoints for S3 and DynamoDB, and on which route tables',
  outcomes: {
    'no-gateway-endpoint': ['nothing but the NAT gateway leads to S3 and DynamoDB', { A01: 0.8, A22: 0.4, A29: 0.4 }, 0.4],
    'endpoint-off-route': ['there is an endpoint, but the subnets behind the NAT gateway do not use it', { A01: 0.15, A22: 0.06 }, 0.06],
    'endpoint-on-route': ['traffic to S3 and DynamoDB does not pass the NAT gateway', { A01: 0.05, A22: 0.54, A29: 0.54 }, 0.54],
  },
  read: ({ json }, known) => {
    if (!isListAt(json, 'VpcEndpoints')) return undefined;
    const vpcs = known.names.get('vpc') ?? [];
    const behind = known.names.get('nat-route-table') ?? [];
    const gateways = listAt(json, 'VpcEndpoints').filter(
      (one) => textAt(one, 'VpcEndpointType') === 'Gateway' && (vpcs.length === 0 || vpcs.includes(textAt(one, 'VpcId'))),
    );
    if (gateways.length === 0) {
      const where = vpcs.length === 0 ? 'any network' : vpcs.join(', ');
      return told('no-gateway-endpoint', [found(`no gateway endpoint for S3 or DynamoDB in ${where}`, 'VpcEndpoints')]);
    }
    const isUsed = (one: unknown): boolean => {
      const tables = textsAt(one, 'RouteTableIds');
      return tables.length > 0 && (behind.length === 0 || behind.some((table) => tables.includes(table)));
    };
    const findings = gateways.map((one, index) => {
      const tables = textsAt(one, 'RouteTableIds').join(', ') || 'no route table';
      return found(`${textAt(one, 'VpcEndpointId')} for ${textAt(one, 'ServiceName')} is on ${tables}`, `VpcEndpoints[${String(index)}]`);
    });
    return told(gateways.some(isUsed) ? 'endpoint-on-route' : 'endpoint-off-route', findings);
  },
});

const natGateways = probe({
  name: 'nat-gateways',
  only: isNat,
  operation: 'ec2 describe-nat-gateways',
  asks: 'which NAT gateways there are, and since when',
  learns: ['nat-gateway', 'vpc'],
  outcomes: {
    'nat-new': ['a NAT gateway was made when the money rose', { A01: 0.2, A08: 0.15 }, 0.12],
    'nat-old': ['the NAT gateways were there before: what goes through them changed', { A01: 0.78, A22: 0.6, A29: 0.6 }, 0.6],
    'no-nat-gateway': ['there is no NAT gateway here', { A01: 0.02 }, 0.28],
  },
  read: ({ json }, known) => {
    if (!isListAt(json, 'NatGateways')) return undefined;
    const gateways = listAt(json, 'NatGateways').map((one, index) => ({
      id: textAt(one, 'NatGatewayId'),
      vpc: textAt(one, 'VpcId'),
      made: dayAt(one, 'CreateTime'),
      isGone: has(one, 'DeleteTime') || textAt(one, 'State') === 'deleted',
      at: `NatGateways[${String(index)}].CreateTime`,
    }));
    const isNew = ({ made }: { readonly made: string }): boolean => isWithin(made, known.startDay, 3, 1);
    const sorted = gateways.filter(({ isGone }) => !isGone).toSorted((one, other) => Number(isNew(other)) - Number(isNew(one)));
    if (sorted.length === 0) return told('no-nat-gateway', [found('no NAT gateway is there', 'NatGateways')]);
    const findings = sorted.map(({ at, id, made, vpc }) => found(`${id} in ${vpc}, made on ${made || 'a day that is not told'}`, at));
    return told(sorted.some(isNew) ? 'nat-new' : 'nat-old', findings, [
      learns(
        'nat-gateway',
        sorted.map(({ id }) => id),
      ),
      learns(
        'vpc',
        sorted.map(({ vpc }) => vpc),
      ),
    ]);
  },
});

export const NAT_PROBES: readonly Probe[] = [
  natRoutes,
  gatewayEndpoints,
  natGateways,
  ...metrics(2, {
    name: 'nat-bytes-out',
    only: isNat,
    asks: 'whether a NAT gateway sends more since then',
    namespace: 'AWS/NATGateway',
    metric: 'BytesOutToDestination',
    dimensions: by('NatGatewayId', 'nat-gateway'),
    kind: 'nat-gateway',
    rose: 'this gateway carries what is new',
    flat: 'what this gateway sends did not change',
    given: { A01: 0.8, A22: 0.8, A29: 0.8 },
    otherwise: 0.4,
  }),
  ...metrics(1, {
    name: 'nat-bytes-in',
    only: isNat,
    asks: 'whether a NAT gateway fetches more since then',
    namespace: 'AWS/NATGateway',
    metric: 'BytesInFromDestination',
    dimensions: by('NatGatewayId', 'nat-gateway'),
    kind: 'nat-gateway',
    rose: 'more is fetched through it, as from a store',
    flat: 'nothing more is fetched through it: what rose leaves the network',
    given: { A01: 0.6, A22: 0.2, A29: 0.12 },
    otherwise: 0.35,
  }),
  trail({
    name: 'endpoint-deleted',
    only: isNat,
    event: 'DeleteVpcEndpoints',
    asks: 'whether somebody took an endpoint away when the money rose',
    done: 'the free way to S3 or DynamoDB was taken away then',
    not: 'no endpoint was taken away then',
    given: { A01: 0.25 },
    otherwise: 0.02,
  }),
];
