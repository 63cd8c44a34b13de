// No cage of ours: `external` when an operator vouches for one around the whole program, `none` for recorded fixtures without
// credentials. Only for a caller that asked for it by name; the canaries run and are told all the same.

import { nodeFlags } from '../shared/index.js';
import { type CagePlan, type CageProfile, type EntryOrders, mainArguments } from './profile.js';

export function planWithout(profile: CageProfile, tier: 'external' | 'none'): CagePlan {
  const orders: EntryOrders = {
    main: profile.main,
    mainArguments: mainArguments(profile.native, profile.readOnly),
    witness: profile.witness,
    supervisorPid: profile.supervisorPid,
  };
  return {
    tier,
    program: profile.nodePath,
    argv: [...nodeFlags(process.execArgv), profile.entry, JSON.stringify(orders)],
    filter: undefined,
    reportsPid: false,
    files: [],
    particulars: {},
  };
}
