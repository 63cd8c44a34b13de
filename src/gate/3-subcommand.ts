// Layer 3: Invocation → Operation. The words behind the program are, one by one and exactly, a listed path; only flags may stand
// among them. Nothing is searched for: an allowed word elsewhere in the line means nothing.

import type { Binary, Globals, Pack, PathPlace, Policy, Rule } from '../policy/index.js';
import { err, ok, type Result } from '../shared/index.js';
import type { Layer } from './layer.js';
import type { Reason } from './refusal.js';
import type { Invocation, Operation, Word } from './stages.js';

/** gcloud's release tracks stand before the path and are no part of it: one decision for all of them. */
const TRACKS: ReadonlySet<string> = new Set(['alpha', 'beta', 'preview']);

interface Walk {
  readonly policy: Policy;
  readonly binary: Binary;
  readonly globals: Globals;
  readonly words: readonly Word[];
  at: number;
  track: string | undefined;
  pack: Pack | undefined;
  /** How far the words have come among the paths of the pack. */
  place: PathPlace | undefined;
  /** The flags among the path, each with its value. */
  readonly aside: Word[];
  /** The first of them that is none of the program's own: layer 4 refuses the line for it. */
  early: Word | undefined;
}

function nameOf({ text }: Word): string {
  const equals = text.indexOf('=');
  return equals === -1 ? text : text.slice(0, equals);
}

/** Puts the flags that stand here aside, each with its value; layer 4 judges them. */
function skipFlags(walk: Walk): void {
  for (let word = walk.words[walk.at]; word?.text.startsWith('-'); word = walk.words[walk.at]) {
    walk.aside.push(word);
    walk.at += 1;
    const flag = walk.globals.flag(nameOf(word));
    const value = walk.words[walk.at];
    if (flag === undefined) walk.early ??= word;
    else if (value && flag.form === 'value' && !word.text.includes('=')) {
      walk.aside.push(value);
      walk.at += 1;
    }
  }
}

/** One more word of the path, if some listed path goes on with it. */
function step(walk: Walk): boolean {
  const word = walk.words[walk.at];
  if (word === undefined) return false;
  const { text } = word;
  if (walk.binary === 'gcloud' && walk.place === undefined && walk.track === undefined && TRACKS.has(text)) walk.track = text;
  else {
    const pack = walk.pack ?? walk.policy.pack(walk.binary, text);
    // T3: a path is compared word by word; a word with a blank in it is none of any path.
    const place = (walk.place ?? pack?.start)?.next.get(text);
    if (place === undefined) return false;
    walk.pack = pack;
    walk.place = place;
  }
  walk.at += 1;
  return true;
}

/** The operation is listed, but not in the release track that the line names. */
function otherTrack({ words, track, binary }: Walk, { tracks }: Rule): Reason {
  const part = words.find(({ text }) => text === (track ?? binary)) ?? { text: binary, at: 0 };
  return { code: 'unknown-track', part, tracks };
}

function unlisted({ words, at, place, pack, binary, policy }: Walk, end: number): Reason {
  const word = words[at];
  const known = { binary, path: place?.path ?? '', pack: pack ?? policy.pack(binary, '*'), groups: () => policy.groups(binary) };
  // T3: a word that ends a path too early or goes on where no path does.
  if (word === undefined) return { code: 'missing-subcommand', part: { text: binary, at: end }, known };
  return { code: 'unknown-subcommand', part: word, known };
}

/** From the words behind the program to the end of a path. */
function follow(walk: Walk): void {
  for (;;) {
    const next = walk.words[walk.at];
    // A path that is whole is not looked beyond, so that a flag of the operation is not taken for one of the program.
    if (walk.place && walk.pack?.rule(walk.place.path) && !(next && walk.place.next.has(next.text))) return;
    skipFlags(walk);
    if (step(walk)) continue;
    // An unlisted flag stands before this word, which may be its value. The line is lost; what is looked for is only who says so.
    if (walk.early === undefined || walk.at >= walk.words.length) return;
    walk.at += 1;
  }
}

export function subcommand(policy: Policy): Layer<Invocation, Operation> {
  return {
    name: 'subcommand',
    check: ({ binary, rest: words, end }): Result<Operation, Reason> => {
      const walk: Walk = {
        policy,
        binary,
        globals: policy.globals(binary),
        words,
        at: 0,
        track: undefined,
        pack: undefined,
        place: undefined,
        aside: [],
        early: undefined,
      };
      follow(walk);
      const { pack, place, track, aside, at, early } = walk;
      const rule = place && pack?.rule(place.path);
      if (rule === undefined) return err(unlisted(walk, end));
      if (rule.tracks.length > 0 && !rule.tracks.includes(track ?? 'ga')) return err(otherTrack(walk, rule));
      return ok({ stage: 'operation', rule, track, early, rest: aside.concat(words.slice(at)), end });
    },
  };
}
