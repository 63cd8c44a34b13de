export { type SpikesFlags, spikesCommand } from './bills/spikes-command.js';
export { configCommand } from './configuration/config-command.js';
export { type DemoFlags, demoCommand } from './demo-command.js';
export { doctorCommand } from './doctor/doctor-command.js';
export { type NotifyFlags, notifyCommand } from './notify.js';
export { runCommand } from './run-command.js';
export type { RunFlags } from './run-options.js';
export { type InitFlags, initCommand } from './setup/init-command.js';
export type { Surroundings } from './state-directory.js';
