// The only file that writes to the terminal. Everything else hands it lines of printable text.

export interface Screen {
  /** Results: what a pipe should get. */
  readonly out: (line: string) => void;
  /** Progress, warnings, questions: what a person should see. */
  readonly err: (line: string) => void;
}

/** A reader that left (`| head`) is not an error: the rest is simply not written. */
function silenceBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE') throw cause;
  });
}

export function openScreen(): Screen {
  silenceBrokenPipe(process.stdout);
  silenceBrokenPipe(process.stderr);
  return {
    out: (line) => {
      process.stdout.write(`${line}\n`);
    },
    err: (line) => {
      process.stderr.write(`${line}\n`);
    },
  };
}
