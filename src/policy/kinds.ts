// Shapes of a pack into kinds, each when it is first asked for: a thousand shapes cost nothing while no line uses them. What a kind
// is made of is looked up behind a getter, because a structure may hold itself.

import { Fault } from '../shared/index.js';
import { type Kind, SHAPE_NAMES, type ShapeName } from './kind.js';
import type { RawShape } from './raw-pack.js';

function isShapeName(name: string): name is ShapeName {
  return SHAPE_NAMES.some((known) => known === name);
}

export type KindAt = (place: number) => Kind;

function named(name: string): Kind {
  // The pack is as it was built, and newer or older than this gate: nothing can be judged by it.
  if (!isShapeName(name)) throw new Fault('config', `policy names a shape that does not exist: \`${name}\``);
  return { kind: 'named', name };
}

function fieldsOf(raw: Readonly<Record<string, number>>, required: readonly string[], isOne: boolean, at: KindAt): Kind {
  let fields: ReadonlyMap<string, Kind> | undefined;
  return {
    kind: 'fields',
    get fields() {
      fields ??= new Map(Object.entries(raw).map(([name, place]) => [name, at(place)]));
      return fields;
    },
    required,
    isOne,
  };
}

function kindOf(shape: RawShape, at: KindAt): Kind {
  if (typeof shape === 'string') return named(shape);
  if ('choice' in shape) return { kind: 'choice', choice: new Set(shape.choice) };
  if ('count' in shape) return { kind: 'count', least: shape.count[0], most: shape.count[1] };
  if ('decimal' in shape) return { kind: 'decimal', least: shape.decimal[0], most: shape.decimal[1] };
  if ('match' in shape) {
    const [least, most] = shape.size;
    // INVARIANT: proved linear when the pack was built; anchored here, so that no pack can forget it.
    return { kind: 'match', match: new RegExp(`^(?:${shape.match})$`, 'u'), least, most, of: shape.of, example: shape.example };
  }
  if ('fields' in shape) return fieldsOf(shape.fields, shape.required ?? [], shape.one ?? false, at);
  if ('list' in shape) {
    return {
      kind: 'list',
      get item() {
        return at(shape.list);
      },
      least: shape.least ?? 0,
      most: shape.most,
    };
  }
  const [key, value] = shape.map;
  return {
    kind: 'map',
    get key() {
      return at(key);
    },
    get value() {
      return at(value);
    },
    most: shape.most,
  };
}

export function kindsOf(shapes: readonly RawShape[]): KindAt {
  const made: (Kind | undefined)[] = [];
  const at: KindAt = (place) => {
    const before = made[place];
    if (before) return before;
    const shape = shapes[place];
    if (shape === undefined) throw new Fault('config', `policy refers to shape ${String(place)}, which does not exist`);
    const kind = kindOf(shape, at);
    made[place] = kind;
    return kind;
  };
  return at;
}
