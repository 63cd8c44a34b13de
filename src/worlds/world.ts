// A world: a bill and the cloud behind it, made from a seed, with one injected cause. It is answered by a program that the real executor
// spawns through the real gate. It knows nothing of the catalogue of causes: what it says is what the real CLIs would say.

export interface WorldAnswer {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** What is the case, for whoever scores an investigation; nothing of a run sees it. */
export interface Truth {
  readonly outcome: 'cause-found' | 'nothing-found' | 'inconclusive';
  /** The injected cause, and what else would be right. */
  readonly causes: readonly string[];
  /** Where the money rose, as the bill spells it; null where nothing did. */
  readonly spike: { readonly service: RegExp; readonly usageType: RegExp; readonly startDay: string } | null;
  /** What a good conclusion names: ids of resources, people, dates. */
  readonly facts: readonly string[];
}

export interface BuiltWorld {
  readonly provider: 'aws' | 'gcp';
  /** The files of the bill. */
  readonly bills: () => readonly { readonly name: string; readonly text: string }[];
  readonly answer: (binary: string, args: readonly string[]) => WorldAnswer;
  readonly truth: Truth;
}

export interface World {
  /** Kebab case, without a seed: `aws-nat-gateway`. */
  readonly name: string;
  readonly family: string;
  /** What somebody is told who chooses among worlds; it does not give the answer away. */
  readonly about: string;
  readonly provider: 'aws' | 'gcp';
  readonly build: (seed: number) => BuiltWorld;
  /** What a scripted round proposes, in order; empty where the investigation proposes. */
  readonly script: readonly string[];
}
