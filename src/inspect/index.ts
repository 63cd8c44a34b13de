export { policyCommand } from './policy-command.js';
export { validateCommand, type ValidateFlags } from './validate-command.js';
