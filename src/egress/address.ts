// What an IP address is good for. Threat: a name that resolves to this machine, to the network it stands in, or to a metadata
// service. Pure; every address is a number first, so that no spelling of it matters.

type AddressClass = 'public' | 'private' | 'loopback' | 'forbidden';

interface Range {
  readonly first: bigint;
  readonly bits: number;
  readonly size: 32 | 128;
  readonly class: AddressClass;
}

const V4_PART = /^(?:0|[1-9]\d{0,2})$/;
const V6_PART = /^[0-9a-f]{1,4}$/i;

function v4Value(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => V4_PART.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

/** The last two groups may be written as an IPv4 address. */
function withoutDottedTail(text: string): string | undefined {
  const at = text.lastIndexOf(':') + 1;
  const tail = text.slice(at);
  if (!tail.includes('.')) return text;
  const value = v4Value(tail);
  if (value === undefined) return undefined;
  return `${text.slice(0, at)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}

function groups(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}

function v6Value(text: string): bigint | undefined {
  const plain = withoutDottedTail(text);
  if (plain === undefined) return undefined;
  const [head = '', tail, ...more] = plain.split('::');
  if (more.length > 0) return undefined;
  const left = groups(head);
  const right = groups(tail ?? '');
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!all.every((group) => V6_PART.test(group))) return undefined;
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function range(cidr: string, kind: AddressClass): Range {
  const [address = '', bits = ''] = cidr.split('/');
  const v4 = v4Value(address);
  const first = v4 ?? v6Value(address);
  if (first === undefined) throw new Error(`not a range: ${cidr}`);
  return { first, bits: Number(bits), size: v4 === undefined ? 128 : 32, class: kind };
}

function isWithin(value: bigint, size: number, candidate: Range): boolean {
  const rest = BigInt(candidate.size - candidate.bits);
  return size === candidate.size && value >> rest === candidate.first >> rest;
}

/** In order, first match wins. Metadata services stand first: some live in ranges a person may allow, one in a public one. */
const RANGES: readonly Range[] = [
  range('169.254.0.0/16', 'forbidden'), // link-local; metadata of AWS, GCP, Azure and others
  range('100.100.100.200/32', 'forbidden'), // metadata, Alibaba
  range('168.63.129.16/32', 'forbidden'), // platform service, Azure
  range('fd00:ec2::254/128', 'forbidden'), // metadata, AWS
  range('fd20:ce::254/128', 'forbidden'), // metadata, GCP
  range('127.0.0.0/8', 'loopback'),
  range('10.0.0.0/8', 'private'),
  range('172.16.0.0/12', 'private'),
  range('192.168.0.0/16', 'private'),
  range('100.64.0.0/10', 'private'), // carrier-grade NAT
  range('0.0.0.0/8', 'forbidden'), // unspecified, this network
  range('192.0.0.0/24', 'forbidden'), // protocol assignments
  range('192.0.2.0/24', 'forbidden'), // documentation
  range('192.88.99.0/24', 'forbidden'), // 6to4 relays
  range('198.18.0.0/15', 'forbidden'), // benchmarks
  range('198.51.100.0/24', 'forbidden'), // documentation
  range('203.0.113.0/24', 'forbidden'), // documentation
  range('224.0.0.0/3', 'forbidden'), // multicast, reserved, broadcast
  range('0.0.0.0/0', 'public'),
  range('::1/128', 'loopback'),
  range('fc00::/7', 'private'), // unique local
  range('2001::/23', 'forbidden'), // protocol assignments, Teredo among them
  range('2001:db8::/32', 'forbidden'), // documentation
  range('3fff::/20', 'forbidden'), // documentation
  range('2000::/3', 'public'), // global unicast
  range('::/0', 'forbidden'), // link-local, multicast, unspecified, everything not listed
];

/** IPv6 that carries an IPv4 address, and how far from the right it stands. Threat: 10.0.0.1 written as an IPv6 address. */
const CARRIERS: readonly { readonly range: Range; readonly shift: bigint }[] = [
  { range: range('::ffff:0:0/96', 'forbidden'), shift: 0n }, // mapped
  { range: range('64:ff9b::/96', 'forbidden'), shift: 0n }, // NAT64
  { range: range('2002::/16', 'forbidden'), shift: 80n }, // 6to4
];

function classOf(value: bigint, size: 32 | 128): AddressClass {
  const carrier = CARRIERS.find((candidate) => isWithin(value, size, candidate.range));
  if (carrier) return classOf((value >> carrier.shift) & 0xffff_ffffn, 32);
  return RANGES.find((candidate) => isWithin(value, size, candidate))?.class ?? 'forbidden';
}

export function addressClass(address: string): AddressClass {
  const v4 = v4Value(address);
  if (v4 !== undefined) return classOf(v4, 32);
  const v6 = v6Value(address);
  return v6 === undefined ? 'forbidden' : classOf(v6, 128);
}
