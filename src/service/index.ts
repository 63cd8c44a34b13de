export {
  type LogsFlags,
  runByService,
  serviceInstall,
  type ServiceInstallFlags,
  serviceLogs,
  serviceRunNow,
  serviceStatus,
  serviceUninstall,
} from './commands.js';
export { runService } from './run-service.js';
