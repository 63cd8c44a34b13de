// Evidence inside a frame that it cannot leave: the boundary is the caller's, new for each call, and does not occur inside.

const OPEN = 'evidence';

/** What occurs of the boundary inside is broken; a boundary that nobody can guess makes that never happen. */
export function frame(output: string, boundary: string): string {
  if (!/^[A-Za-z0-9-]{8,64}$/.test(boundary)) throw new Error('a boundary has 8 to 64 letters and digits');
  const inside = output.replaceAll(boundary, `${boundary.slice(0, 4)} ${boundary.slice(4)}`);
  return `<${OPEN} ${boundary}>\n${inside}\n</${OPEN} ${boundary}>`;
}
