// A report as Markdown, for a ticket or a colleague. Its words come from outside: printable, and none of them is markup.

import { amount, dollars, printable } from '../shared/index.js';
import type { Report } from './report.js';

/** What Markdown or HTML would take for more than text. */
function words(text: string): string {
  return printable(text, 4_000).replace(/[\\`*_{}[\]<>#|~&]/g, (one) => `\\${one}`);
}

/** In a block of its own; a fence longer than any in it. */
function code(text: string): readonly string[] {
  return [`    ${printable(text, 10_000)}`];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

function spikeLines({ spike }: Report): readonly string[] {
  if (spike === null) return ['No spike was found in the bill.'];
  const { currency, endDay, excess, isOngoing, key, severity, shape, startDay } = spike;
  const place = [key.service, key.usageType, key.account, key.region].filter((word) => word !== '').join(', ');
  const when = isOngoing ? `since ${startDay}` : `${startDay} to ${endDay}`;
  return [`**${severity}**: ${words(place)}; ${shape} ${when}; ${words(amount(excess, currency))} more than expected.`];
}

function conclusionLines({ conclusion }: Report): readonly string[] {
  if (conclusion === null) return ['', 'Nothing was concluded.'];
  const { confidence, evidence, fixes, money, next, notVerified, ruledOut, statement, title } = conclusion;
  return [
    ...section('Root cause', [`**${words(title)}** (confidence ${confidence.toFixed(2)})`, '', words(statement)]),
    ...section(
      'Money',
      money === null
        ? []
        : [
            `${words(amount(money.excess, money.currency))} more than expected, ${words(amount(money.perDay, money.currency))} a day, ` +
              `${words(amount(money.projectedMonth, money.currency))} a month if nothing is done. ${words(money.explanation)}`,
          ],
    ),
    ...section('Evidence', evidence.length === 0 ? [] : [evidence.join(', ')]),
    ...section(
      'Ruled out',
      ruledOut.map(
        (one) => `- ${one.cause} ${words(one.title)}: ${words(one.why)}${one.evidence.length === 0 ? '' : ` (${one.evidence.join(', ')})`}`,
      ),
    ),
    ...section(
      'Not verified',
      notVerified.map((one) => `- ${words(one)}`),
    ),
    ...section(
      'What to do',
      fixes.length === 0
        ? []
        : [
            'For a person to run; ghosthunter never does.',
            '',
            ...fixes.flatMap(({ command, urgency, verify, what }) => [
              `**${urgency}**: ${words(what)}`,
              '',
              ...(command === null ? [] : [...code(command), '']),
              ...(verify === null ? [] : ['Then look:', '', ...code(verify), '']),
            ]),
          ],
    ),
    ...section(
      'What would tell more',
      next.flatMap(({ answers, command, why }) => [
        ...code(command),
        '',
        words(why),
        '',
        ...answers.map(({ means, seen }) => `- ${words(seen)}: ${words(means)}`),
        '',
      ]),
    ),
  ];
}

function evidenceLines({ evidence }: Report): readonly string[] {
  return evidence.flatMap((one) => [
    `- **${one.evidence}** (${one.source}, ${one.outcome}) ${words(one.asked)}`,
    ...one.findings.map(({ at, text }) => `  - ${words(text)}${at === '' ? '' : ` (${words(at)})`}`),
  ]);
}

function commandLine({ answer, code: why, command, exit, layer, microUsd }: Report['commands'][number]): string {
  const cost = microUsd === 0 ? '' : `, ${dollars(microUsd)}`;
  const fate =
    answer === 'ran'
      ? `exit ${String(exit)}${cost}`
      : answer === 'refused'
        ? `refused by layer ${String(layer)}: ${words(why ?? '')}`
        : `not run: ${words(why ?? '')}`;
  return `- ${words(command)} (${fate})`;
}

export function reportMarkdown(report: Report): readonly string[] {
  const { auditHead, mode, notices, outcome, provider, reasoner, run, spent, tier, version, world } = report;
  const by = reasoner.by === 'model' ? `model ${reasoner.model ?? ''}` : 'the catalogue of causes';
  return [
    `# Investigation ${run}: ${outcome.replace('-', ' ')}`,
    '',
    ...spikeLines(report),
    ...conclusionLines(report),
    ...section('What was learned', evidenceLines(report)),
    ...section('Commands of this run', report.commands.map(commandLine)),
    ...section(
      'Notices',
      notices.map((one) => `- ${words(one)}`),
    ),
    ...section('This run', [
      `- ghosthunter ${version}, ${mode}${world === null ? '' : ` (world ${world})`}, ${provider}, cage ${tier}, reasoning by ${words(by)}`,
      `- ${String(spent.commands)} commands, ${dollars(spent.microUsd)}, ${String(Math.round(spent.milliseconds / 1_000))} s`,
      `- audit log from ${auditHead}: ghosthunter audit list --id ${run}`,
    ]),
  ];
}
