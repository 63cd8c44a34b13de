// As much of a terminal as our sequences need: a screen, what scrolled off it, and where the cursor is. Anything that is not ours is counted. What
// it does when it is made narrower or wider, and when all of its screen is erased, is what tmux does.

export interface Emulator {
  readonly write: (text: string) => void;
  /** What scrolled off the screen, and the screen, without blanks at the ends of rows or empty rows at the end. */
  readonly lines: () => readonly string[];
  /** The same with rows that were wrapped put together. */
  readonly whole: () => readonly string[];
  /** As tmux does it: rows that are too many now scroll off, also where there is room below them. */
  readonly resize: (columns: number) => void;
  readonly strange: () => readonly string[];
  readonly hidesCursor: () => boolean;
  readonly wraps: () => boolean;
  readonly isUpdating: () => boolean;
}

const TOKEN = /\u001b\[(?<mode>\??)(?<number>\d*)(?<letter>[A-Za-z])|[\s\S]/gu;

interface Row {
  cells: string[];
  /** It goes on in the next row. */
  isWrapped: boolean;
}

const emptyRow = (): Row => ({ cells: [], isWrapped: false });

export function emulator(width: number, rows: number): Emulator {
  let columns = width;
  let past: Row[] = [];
  let screen: Row[] = Array.from({ length: rows }, emptyRow);
  let [x, y] = [0, 0];
  const modes = new Set(['7', '25']);
  const strange: string[] = [];
  const rowAt = (at: number): Row => screen[at] ?? emptyRow();

  function feed(): void {
    if (y < rows - 1) {
      y += 1;
      return;
    }
    past.push(rowAt(0));
    screen = [...screen.slice(1), emptyRow()];
  }

  function put(character: string): void {
    if (x >= columns) {
      if (!modes.has('7')) x = columns - 1;
      else {
        rowAt(y).isWrapped = true;
        x = 0;
        feed();
      }
    }
    const { cells } = rowAt(y);
    while (cells.length < x) cells.push(' ');
    cells[x] = character;
    x += 1;
  }

  function erase(from: number): void {
    rowAt(y).cells.splice(from);
    if (from === 0) rowAt(y).isWrapped = false;
  }

  function eraseBelow(): void {
    const used = screen.findLastIndex(({ cells }) => cells.length > 0);
    // A screen that is erased from its very beginning is kept as history.
    if (x === 0 && y === 0) past.push(...screen.slice(0, used + 1));
    else erase(x);
    const kept = x === 0 && y === 0 ? 0 : y + 1;
    for (let below = kept; below < rows; below += 1) screen[below] = emptyRow();
  }

  function obey(letter: string, number: number): void {
    if (letter === 'A') y = Math.max(0, y - number);
    else if (letter === 'B') y = Math.min(rows - 1, y + number);
    else if (letter === 'C') x = Math.min(columns - 1, x + number);
    else if (letter === 'K') erase(number === 2 ? 0 : x);
    else if (letter === 'J') eraseBelow();
    else if (letter !== 'm') strange.push(letter);
  }

  /** Rows that were wrapped, put together; where the cursor is among them. */
  function joined(): { readonly lines: readonly (readonly string[])[]; readonly line: number; readonly offset: number } {
    const lines: string[][] = [];
    let [line, offset] = [0, 0];
    let goesOn = false;
    for (const [at, { cells, isWrapped }] of [...past, ...screen].entries()) {
      const before = goesOn ? (lines.at(-1) ?? []) : [];
      if (!goesOn) lines.push(before);
      if (at === past.length + y) [line, offset] = [lines.length - 1, before.length + x];
      before.push(...cells);
      goesOn = isWrapped;
    }
    return { lines, line, offset };
  }

  function resize(next: number): void {
    const { line, lines, offset } = joined();
    let [cursor, at] = [0, 0];
    const all = lines.flatMap((cells, index) => {
      const count = Math.max(1, Math.ceil(cells.length / next));
      if (index === line) cursor = at + Math.min(count - 1, Math.floor(offset / next));
      at += count;
      return Array.from({ length: count }, (_, piece) => ({
        cells: cells.slice(piece * next, (piece + 1) * next),
        isWrapped: piece < count - 1,
      }));
    });
    while (all.length < rows) all.push(emptyRow());
    past = all.slice(0, all.length - rows);
    screen = all.slice(all.length - rows);
    columns = next;
    y = Math.max(0, cursor - past.length);
    x = cursor < past.length ? 0 : offset % next;
  }

  const trimmed = (texts: readonly string[]): readonly string[] => {
    const kept = texts.map((text) => text.trimEnd());
    while (kept.at(-1) === '') kept.pop();
    return kept;
  };

  return {
    resize,
    write: (text) => {
      for (const { 0: token, groups = {} } of text.matchAll(TOKEN)) {
        const { letter, mode, number = '' } = groups;
        if (letter !== undefined && mode === '?' && (letter === 'h' || letter === 'l')) {
          if (letter === 'h') modes.add(number);
          else modes.delete(number);
        } else if (letter !== undefined && mode === '') obey(letter, number === '' ? 1 : Number(number));
        else if (token === '\r') x = 0;
        else if (token === '\n') feed();
        else if (/\p{Cc}/u.test(token) || letter !== undefined) strange.push(token);
        else put(token);
      }
    },
    lines: () => trimmed([...past, ...screen].map(({ cells }) => cells.join(''))),
    whole: () => trimmed(joined().lines.map((cells) => cells.join(''))),
    strange: () => strange,
    hidesCursor: () => !modes.has('25'),
    wraps: () => modes.has('7'),
    isUpdating: () => modes.has('2026'),
  };
}
