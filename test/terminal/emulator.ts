// As much of a terminal as our sequences need: a screen, what scrolled off it, and where the cursor is. Anything that is not ours is counted.

export interface Emulator {
  readonly write: (text: string) => void;
  /** What scrolled off the screen, and the screen, without blanks at the ends of rows or empty rows at the end. */
  readonly lines: () => readonly string[];
  readonly strange: () => readonly string[];
  readonly hidesCursor: () => boolean;
  readonly wraps: () => boolean;
  readonly isUpdating: () => boolean;
}

const TOKEN = /\u001b\[(?<mode>\??)(?<number>\d*)(?<letter>[A-Za-z])|[\s\S]/gu;

export function emulator(columns: number, rows: number): Emulator {
  const past: string[] = [];
  let screen: string[][] = Array.from({ length: rows }, () => []);
  let [x, y] = [0, 0];
  const modes = new Set(['7', '25']);
  const strange: string[] = [];

  function feed(): void {
    if (y < rows - 1) {
      y += 1;
      return;
    }
    past.push((screen[0] ?? []).join(''));
    screen = [...screen.slice(1), []];
  }

  function put(character: string): void {
    if (x >= columns) {
      if (!modes.has('7')) x = columns - 1;
      else {
        x = 0;
        feed();
      }
    }
    const row = screen[y] ?? [];
    while (row.length < x) row.push(' ');
    row[x] = character;
    x += 1;
  }

  function obey(letter: string, number: number): void {
    const row = screen[y] ?? [];
    if (letter === 'A') y = Math.max(0, y - number);
    else if (letter === 'B') y = Math.min(rows - 1, y + number);
    else if (letter === 'K') row.splice(number === 2 ? 0 : x);
    else if (letter === 'J') {
      row.splice(x);
      for (let below = y + 1; below < rows; below += 1) screen[below] = [];
    } else if (letter !== 'm') strange.push(letter);
  }

  return {
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
    lines: () => {
      const all = [...past, ...screen.map((row) => row.join(''))].map((line) => line.trimEnd());
      while (all.at(-1) === '') all.pop();
      return all;
    },
    strange: () => strange,
    hidesCursor: () => !modes.has('25'),
    wraps: () => modes.has('7'),
    isUpdating: () => modes.has('2026'),
  };
}
