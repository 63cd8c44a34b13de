// What is read of public addresses.

import { has, textAt } from '../../json.js';
import type { Probe } from '../../probe.js';
import { found, probe, told } from '../build.js';
import { ids, newcomers, rowsAt, say, words } from '../list.js';
import { trail } from '../trail.js';

const addresses = probe({
  name: 'addresses',
  operation: 'ec2 describe-addresses',
  asks: 'which public addresses are held, and whether they are in use',
  learns: ['address'],
  outcomes: {
    'idle-addresses': ['addresses are paid for that nothing uses', { A08: 0.75 }, 0.1],
    'addresses-in-use': ['every address is in use: their number decides', { A08: 0.2 }, 0.5],
    'no-addresses': ['no address is held here', { A08: 0.05 }, 0.4],
  },
  read: ({ json }) => {
    const rows = rowsAt(json, ['Addresses'], 'AllocationId');
    if (rows === undefined) return undefined;
    if (rows.length === 0) return told('no-addresses');
    const idle = rows.filter(({ item }) => !has(item, 'AssociationId') && !has(item, 'InstanceId') && !has(item, 'NetworkInterfaceId'));
    const shown = idle.length > 0 ? idle : rows;
    const count = found(`${String(idle.length)} of ${String(rows.length)} addresses are used by nothing`, 'Addresses');
    const findings = [
      count,
      ...say(shown, (item, id) => `${id} ${textAt(item, 'PublicIp')}${words(['InstanceId'], ['NetworkInterfaceId'])(item)}`),
    ];
    return told(idle.length > 0 ? 'idle-addresses' : 'addresses-in-use', findings, [ids('address', shown)]);
  },
});

export const ADDRESS_PROBES: readonly Probe[] = [
  addresses,
  trail({
    name: 'address-allocated',
    event: 'AllocateAddress',
    asks: 'who took public addresses when the money rose',
    done: 'addresses were taken then',
    not: 'no address was taken then',
    given: { A08: 0.6 },
    otherwise: 0.04,
  }),
  newcomers({
    name: 'public-interfaces',
    operation: 'ec2 describe-network-interfaces',
    asks: 'what holds a public address',
    args: () => ['--filters', `'Name=association.public-ip,Values=*'`, '--max-items=100'],
    list: ['NetworkInterfaces'],
    id: 'NetworkInterfaceId',
    days: [['Attachment', 'AttachTime']],
    kind: 'interface',
    also: words(['InterfaceType'], ['Association', 'PublicIp'], ['Description']),
    then: ['public addresses came into use then', { A08: 0.5, A28: 0.3, A27: 0.3 }, 0.12],
    before: ['the public addresses were in use before', { A08: 0.4 }, 0.5],
    none: ['nothing has a public address', { A08: 0.1 }, 0.38],
  }),
];
