// The region of a bill as the CLI wants it. Bills give a code, a long name, or no more than the prefix of a usage type.

import type { Known } from '../known.js';

const CODE = /^[a-z]{2}(?:-gov)?-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-[1-9]$/;

/** Prefix of usage types, code, and the names that bills use. */
const REGIONS = `
USE1 us-east-1 N. Virginia
USE2 us-east-2 Ohio
USW1 us-west-1 N. California
USW2 us-west-2 Oregon
CAN1 ca-central-1 Canada (Central)
SAE1 sa-east-1 Sao Paulo
EU eu-west-1 Ireland
EUW1 eu-west-1 Ireland
EUW2 eu-west-2 London
EUW3 eu-west-3 Paris
EUC1 eu-central-1 Frankfurt
EUC2 eu-central-2 Zurich
EUN1 eu-north-1 Stockholm
EUS1 eu-south-1 Milan
EUS2 eu-south-2 Spain
APN1 ap-northeast-1 Tokyo
APN2 ap-northeast-2 Seoul
APN3 ap-northeast-3 Osaka
APS1 ap-southeast-1 Singapore
APS2 ap-southeast-2 Sydney
APS3 ap-south-1 Mumbai
APS4 ap-southeast-3 Jakarta
APE1 ap-east-1 Hong Kong
MES1 me-south-1 Bahrain
MEC1 me-central-1 UAE
AFS1 af-south-1 Cape Town
ILC1 il-central-1 Tel Aviv`
  .trim()
  .split('\n')
  .map((line) => {
    const [prefix = '', code = '', ...name] = line.split(' ');
    return { prefix, code, name: name.join(' ') };
  });

function codeOf(region: string): string | undefined {
  const lower = region.trim().toLowerCase();
  if (CODE.test(lower)) return lower;
  return REGIONS.find(({ name }) => lower.length > 3 && lower.includes(name.toLowerCase()))?.code;
}

function codeByUsage(usageType: string): string | undefined {
  const [first = ''] = usageType.split(/[-:_]/, 1);
  return REGIONS.find(({ prefix }) => prefix === first.toUpperCase())?.code;
}

function firstOf(values: readonly string[] | undefined, code: (value: string) => string | undefined): string | undefined {
  return values?.map(code).find((found) => found !== undefined);
}

/** Undefined where the bill does not say: the CLI then takes its own. */
export function regionOf({ names }: Known): string | undefined {
  return firstOf(names.get('region'), codeOf) ?? firstOf(names.get('usage-type'), codeByUsage);
}
