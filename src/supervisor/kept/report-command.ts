// `ghosthunter report`: one investigation as a page, as Markdown or as JSON. The page is made anew from report.json each time, so that it says
// what the file says, and so that reports of before there were pages have one.

import { closeSync, lstatSync, openSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Report, reportMarkdown, reportPage, reportSchema } from '../../report/index.js';
import { errorCode, EXIT, Fault, printable, printableJson } from '../../shared/index.js';
import type { Screen } from '../../terminal/index.js';
import { writeWhole } from '../../files/index.js';
import { hold } from '../investigation/folder.js';
import { PAGE_NAME, writeReport } from '../investigation/report.js';
import { openPage } from '../launch.js';
import { stateDirectoryPath, type Surroundings } from '../state-directory.js';
import { type KeptInvestigation, keptInvestigation, meantId } from './investigation.js';

export interface ReportFlags {
  readonly html?: boolean;
  readonly md?: boolean;
  readonly json?: boolean;
  readonly open?: boolean;
  readonly output?: string;
  readonly force?: boolean;
  readonly schema?: boolean;
}

type Form = 'html' | 'md' | 'json';

function formOf({ html, json, md, open, output }: ReportFlags): Form {
  const named = [html === true && 'html', md === true && 'md', json === true && 'json'].flatMap((one) => (one === false ? [] : [one]));
  const [form, ...more] = named as readonly Form[]; // CAST: the three words above.
  if (more.length > 0) throw new Fault('usage', 'a report has one form at a time', { fix: 'give one of --html, --md, --json' });
  if (open === true && form !== undefined && form !== 'html')
    throw new Fault('usage', '--open shows the page', { fix: 'leave --md and --json out' });
  if (form !== undefined) return form;
  const [, ending = ''] = /\.(html|md|json)$/u.exec(output ?? '') ?? [];
  return ending === 'md' || ending === 'json' ? ending : 'html';
}

/** What can be said of one that has no report. */
function unfinished({ began, entries, faults, run, state }: KeptInvestigation): Fault {
  const rounds = entries.filter(({ entry }) => entry === 'round').length;
  const learned = entries.filter(({ entry }) => entry === 'evidence').length;
  const written = `${String(rounds)} rounds and ${String(learned)} pieces of evidence since ${began}`;
  if (state === 'damaged') {
    return new Fault('file', `investigation ${run} cannot be read: ${faults.join('; ')}`, {
      fix: `look at what is there: ghosthunter show ${run}; or remove it: ghosthunter purge --id ${run}`,
    });
  }
  if (state !== 'going-on' && entries.some(({ entry }) => entry === 'conclusion')) {
    return new Fault('usage', `investigation ${run} was ended after its conclusion, and before its report was written`, {
      fix: `ghosthunter run --resume ${run} writes it, and runs nothing; or look at it: ghosthunter show ${run}`,
    });
  }
  return state === 'going-on'
    ? new Fault('usage', `investigation ${run} is going on: ${written}`, { fix: `wait for it, or look at it: ghosthunter show ${run}` })
    : new Fault('usage', `investigation ${run} has not concluded: ${written}`, {
        fix: `go on: ghosthunter run --resume ${run}; or look at it: ghosthunter show ${run}`,
      });
}

function textOf(form: Form, report: Report): string {
  switch (form) {
    case 'html':
      return reportPage(report);
    case 'md':
      return `${reportMarkdown(report).join('\n')}\n`;
    case 'json':
      return `${printableJson(report)}\n`;
  }
}

/** A new file of this user alone; over one that is there only with --force, and then in its place, never through it. */
function writeTo(typed: string, mayReplace: boolean, text: string): string {
  const path = resolve(typed);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw new Fault('file', `${typed} is a folder`, { fix: 'give the path of a file' });
  if (mayReplace) {
    writeWhole(path, text);
    return path;
  }
  try {
    const file = openSync(path, 'wx', 0o600);
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    if (code === 'EEXIST')
      throw new Fault('file', `${typed} is there already`, { cause, fix: 'give another path, or --force to replace it' });
    throw new Fault('file', `cannot write ${typed}: ${code}`, { cause, fix: 'give a path that you can write' });
  }
  return path;
}

/** As the run itself would have. */
async function writeMissing(folder: string, report: Report, screen: Screen): Promise<void> {
  const letGo = await hold(folder);
  try {
    writeReport(folder, report);
    screen.err('the run was ended before it wrote its report: written now, from what it left');
  } finally {
    letGo();
  }
}

export async function reportCommand(asked: string, flags: ReportFlags, surroundings: Surroundings, screen: Screen): Promise<number> {
  if (flags.schema === true) {
    screen.out(JSON.stringify(reportSchema(), undefined, 2));
    return EXIT.ok;
  }
  const form = formOf(flags);
  const stateDirectory = stateDirectoryPath(surroundings);
  const kept = await keptInvestigation(stateDirectory, meantId(stateDirectory, asked));
  const { folder, isRebuilt, report } = kept;
  if (report === undefined) throw unfinished(kept);
  if (isRebuilt) await writeMissing(folder, report, screen);
  const text = textOf(form, report);
  if (flags.output === '-' || (flags.output === undefined && form !== 'html')) {
    screen.out(text.trimEnd());
    return EXIT.ok;
  }
  const isKept = flags.output === undefined;
  const path = flags.output === undefined ? join(folder, PAGE_NAME) : writeTo(flags.output, flags.force === true, text);
  if (isKept) writeWhole(path, text);
  screen.out(printable(path));
  if (flags.open !== true) return EXIT.ok;
  if (await openPage(path, surroundings.environment)) return EXIT.ok;
  screen.err(`nothing here opens pages: no desktop, or no xdg-open. Open the file in a browser: file://${printable(encodeURI(path))}`);
  return EXIT.error;
}
