// What holds in a run, and where each value comes from: variables before the project's file before your own before what is built in. Flags come
// before all of them and are read by the command that has them.

import { parseBaseUrl } from '../../protocol/index.js';
import { Fault } from '../../shared/index.js';
import { type Config, configPath, configSchema } from '../config.js';
import { type Surroundings, stateDirectoryPath } from '../state-directory.js';
import { type Complaint, complaintsAbout, parseToml } from './complaint.js';
import { readEnvironment } from './environment.js';
import { type ConfigFile, findProjectFile, readConfigFile } from './files.js';
import { lineOf } from './lines.js';
import { isTable, joined, leaves, type RawTable, valueAt } from './raw.js';
import { looseningOf } from './tighten.js';

export interface Origin {
  readonly from: 'environment' | 'project' | 'user' | 'built-in';
  /** A file, or the name of a variable; empty for what is built in. */
  readonly where: string;
  readonly line: number | null;
}

export interface Layers {
  readonly config: Config;
  readonly originOf: (path: readonly string[]) => Origin;
  readonly userPath: string;
  readonly projectPath: string | null;
}

function throwFirst([first, ...more]: readonly Complaint[], file: string): void {
  if (!first) return;
  const rest = more.length === 0 ? '' : `; ${String(more.length)} more: ghosthunter config check ${file}`;
  throw new Fault('config', first.message, { fix: `${first.fix}${rest}` });
}

/** What fits together only between keys. */
function togetherComplaints(config: Config, nameOf: (path: readonly string[]) => string): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const { base_url: baseUrl } = config.model;
  const base = baseUrl === undefined ? undefined : parseBaseUrl(baseUrl, true);
  if (base && !base.ok) {
    const message = `${nameOf(['model', 'base_url'])}: \`model.base_url\`: ${base.error.message}`;
    complaints.push({ message, fix: 'for example base_url = "http://localhost:11434"' });
  }
  const { webhook_secret_file: secret, webhook_url: url } = config.notify;
  if (url !== undefined && (!URL.canParse(url) || !/^https:\/\/[^@#]+$/u.test(url))) {
    const message = `${nameOf(['notify', 'webhook_url'])}: \`notify.webhook_url\` is no https address without a user`;
    complaints.push({ message, fix: 'for example webhook_url = "https://hooks.example.com/ghosthunter"' });
  }
  if (url !== undefined && secret === undefined) {
    const message = `${nameOf(['notify', 'webhook_url'])}: \`notify.webhook_url\` needs \`notify.webhook_secret_file\``;
    complaints.push({ message, fix: 'openssl rand -hex 32 > ~/.config/ghosthunter-webhook.secret, chmod 600 it, and name it there' });
  }
  if (config.notify.command?.[0]?.startsWith('/') === false) {
    const message = `${nameOf(['notify', 'command'])}: \`notify.command\` begins with no absolute path`;
    complaints.push({ message, fix: 'for example command = ["/home/me/bin/on-ghosthunter"]' });
  }
  return complaints;
}

/** All that is wrong with the text of a file by itself. */
export function checkText(text: string, name: string): readonly Complaint[] {
  const toml = parseToml(text, name);
  if ('complaint' in toml) return [toml.complaint];
  const complaints = complaintsAbout(toml.raw, { name, text });
  if (complaints.length > 0) return complaints;
  const placed = (path: readonly string[]): string => `${name}:${String(lineOf(text, path) ?? 1)}`;
  return togetherComplaints(configSchema.parse(toml.raw), placed);
}

function parsedFile({ path, text }: ConfigFile): RawTable {
  throwFirst(checkText(text, path), path);
  const toml = parseToml(text, path);
  return 'raw' in toml && isTable(toml.raw) ? toml.raw : {};
}

export function parseConfig(text: string, path: string): Config {
  return configSchema.parse(parsedFile({ path, text }));
}

/** T-PROJECT: each key by itself, against what holds without the project. */
export function projectComplaints({ path: file, text }: ConfigFile, raw: RawTable, otherwise: Config): readonly Complaint[] {
  return leaves(raw).flatMap((path) => {
    const loosening = looseningOf(path, valueAt(raw, path), valueAt(otherwise, path));
    const line = lineOf(text, path);
    return loosening ? [{ ...loosening, message: `${file}${line === undefined ? '' : `:${String(line)}`}: ${loosening.message}` }] : [];
  });
}

function projectTable(file: ConfigFile | undefined, otherwise: Config): RawTable {
  if (!file) return {};
  const toml = parseToml(file.text, file.path);
  if ('complaint' in toml) throwFirst([toml.complaint], file.path);
  const raw = 'raw' in toml && isTable(toml.raw) ? toml.raw : {};
  throwFirst([...complaintsAbout(raw, { name: file.path, text: file.text }), ...projectComplaints(file, raw, otherwise)], file.path);
  return raw;
}

export function readLayers(surroundings: Surroundings, workingDirectory: string): Layers {
  const userPath = configPath(stateDirectoryPath(surroundings));
  const user = readConfigFile(userPath);
  const project = findProjectFile(workingDirectory, surroundings.home);
  const userRaw = user ? parsedFile(user) : {};
  const projectRaw = projectTable(project, configSchema.parse(userRaw));
  const { raw: environmentRaw, variables } = readEnvironment(surroundings.environment);
  const merged = joined(joined(userRaw, projectRaw), environmentRaw);

  function originOf(path: readonly string[]): Origin {
    const variable = variables.get(path.join('.'));
    if (variable !== undefined) return { from: 'environment', where: variable, line: null };
    if (project && valueAt(projectRaw, path) !== undefined) {
      return { from: 'project', where: project.path, line: lineOf(project.text, path) ?? null };
    }
    if (user && valueAt(userRaw, path) !== undefined) return { from: 'user', where: user.path, line: lineOf(user.text, path) ?? null };
    return { from: 'built-in', where: '', line: null };
  }

  function nameOf(path: readonly string[]): string {
    const { line, where } = originOf(path);
    return line === null ? where : `${where}:${String(line)}`;
  }

  // Files were judged by themselves; what is left comes from variables.
  throwFirst(complaintsAbout(environmentRaw, { name: 'the environment', text: undefined }), userPath);
  const config = configSchema.parse(merged);
  throwFirst(togetherComplaints(config, nameOf), userPath);
  return { config, originOf, userPath, projectPath: project?.path ?? null };
}

/** What holds here. */
export function readConfig(surroundings: Surroundings, workingDirectory: string = process.cwd()): Config {
  return readLayers(surroundings, workingDirectory).config;
}
