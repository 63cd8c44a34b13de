// A report that a person asked for as a file. Never over something that is there, unless they say so; never through a link.

import { closeSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errorCode, Fault } from '../../shared/index.js';

const DEFAULT_NAME = 'spikes.html';

export interface ReportFile {
  readonly path: string;
  readonly mayReplace: boolean;
}

/** Said before a long bill is read: a report that could not be written is found out first. */
export function reportFile(typed: string | true, mayReplace: boolean, workingDirectory: string): ReportFile {
  const name = typed === true ? DEFAULT_NAME : typed;
  // `--html bill.csv` would else be an order to write over the bill.
  if (!/\.html?$/iu.test(name)) {
    throw new Fault('usage', `\`${name}\` is no name for a page`, {
      fix: 'put the bills first and end the name with .html: --html=spikes.html',
    });
  }
  const path = resolve(workingDirectory, name);
  if (lstatSync(dirname(path), { throwIfNoEntry: false }) === undefined) {
    throw new Fault('file', `cannot write ${name}: its folder is not there`, { fix: 'make the folder, or give another path' });
  }
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw new Fault('file', `${name} is a folder`, { fix: 'give the path of a file' });
  if (found !== undefined && !mayReplace) {
    throw new Fault('file', `${name} is there already`, { fix: 'give another path with --html=PATH, or --force to replace it' });
  }
  return { path, mayReplace };
}

/** Only this user can read it: a bill says a lot about a company. */
export function writeReport({ mayReplace, path }: ReportFile, text: string): void {
  // T-PATH: a new file takes the old one's place, so that a link is replaced and not followed.
  const target = mayReplace ? join(dirname(path), `.spikes-${String(process.pid)}.html`) : path;
  try {
    const file = openSync(target, 'wx', 0o600);
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } finally {
      closeSync(file);
    }
    if (target !== path) renameSync(target, path);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    if (target !== path && code !== 'EEXIST') rmSync(target, { force: true });
    throw new Fault('file', `cannot write ${path}: ${code}`, { cause, fix: 'give a path that you can write with --html=PATH' });
  }
}
