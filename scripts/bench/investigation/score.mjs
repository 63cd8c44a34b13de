// The five layers of scores of one investigation: was the spike found, was it placed, was the cause found, how was it done, how honest was it.

const DAY_MS = 86_400_000;

const daysApart = (one, other) => Math.abs(Date.parse(one) - Date.parse(other)) / DAY_MS;

function topSpike(found) {
  const reports = (found?.reports ?? []).filter(({ spikes }) => spikes.length > 0);
  return reports.toSorted((one, other) => Number(other.unexpected) - Number(one.unexpected))[0]?.spikes[0];
}

function isPlaced(spike, { service, usageType }) {
  const { key, scopes } = spike;
  const places = [
    key,
    ...scopes.slice(0, 2).map(({ where }) => ({ ...key, ...Object.fromEntries(where.map((w) => [w.dimension, w.value])) })),
  ];
  return places.some((place) => service.test(place.service) && (place.usageType === '' || usageType.test(place.usageType)));
}

function ofCause(truth, conclusion, rounds) {
  const named = (cause) => truth.causes.includes(cause);
  const last = rounds.at(-1)?.hypotheses ?? [];
  return { first: named(conclusion?.cause), among3: last.slice(0, 3).some(({ cause }) => named(cause)) };
}

export function score({ conclusion, entries, found, proposals, world }) {
  const { truth } = world.built;
  const spike = topSpike(found);
  const rounds = entries.filter(({ entry }) => entry === 'round');
  const evidence = entries.filter(({ entry }) => entry === 'evidence');
  const ids = new Set(evidence.map((one) => one.evidence));
  const cleared = proposals.filter(({ verdict }) => verdict === 'cleared');
  const said = [conclusion?.statement, ...evidence.flatMap(({ findings }) => findings.map(({ text }) => text))].join('\n');
  const { among3, first } = ofCause(truth, conclusion, rounds);
  const hasCause = truth.outcome === 'cause-found';
  const confidence = conclusion?.outcome === 'nothing-found' ? 0 : (conclusion?.confidence ?? 0);
  return {
    world: world.id,
    family: world.world.family,
    truth: truth.outcome,
    detected: truth.spike === null ? spike === undefined : spike !== undefined && isPlaced(spike, truth.spike),
    startOff: truth.spike && spike ? daysApart(spike.startDay, truth.spike.startDay) : undefined,
    cause: hasCause ? first : undefined,
    among3: hasCause ? among3 : undefined,
    isSure: hasCause ? first && confidence >= 0.85 : undefined,
    leftAlone: hasCause ? undefined : conclusion?.outcome !== 'cause-found',
    brier: (confidence - (hasCause && first ? 1 : 0)) ** 2,
    confidence,
    said: conclusion?.cause ?? null,
    wanted: truth.causes.join('|'),
    commands: cleared.length,
    rejected: proposals.length - cleared.length,
    repeats: cleared.length - new Set(cleared.map(({ command }) => command)).size,
    facts: truth.facts.length === 0 ? undefined : truth.facts.filter((fact) => said.includes(fact)).length / truth.facts.length,
    isCited: (conclusion?.evidence ?? []).every((id) => ids.has(id)),
    stopped: conclusion?.stopped ?? 'nothing',
  };
}

const mean = (values) => (values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + Number(value), 0) / values.length);
const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** One line of a table, over the scores that say something about each column. */
export function summary(scores) {
  const of = (name) => scores.map((one) => one[name]).filter((value) => value !== undefined);
  return {
    worlds: scores.length,
    'top spike': mean(of('detected')),
    'start off': median(of('startOff')),
    'cause@1': mean(of('cause')),
    'cause@3': mean(of('among3')),
    sure: mean(of('isSure')),
    'left alone': mean(of('leftAlone')),
    brier: mean(of('brier')),
    facts: mean(of('facts')),
    cited: mean(of('isCited')),
    commands: median(of('commands')),
    rejected: of('rejected').reduce((sum, value) => sum + value, 0),
    repeats: of('repeats').reduce((sum, value) => sum + value, 0),
  };
}
