// One page in one file: no script, nothing fetched, no form, no frame. Threat T-PAGE: were a tag of the bill to get through after all, the
// page's own rules leave it nothing to do.

import { type Markup, markup } from './markup.js';
import { STYLE } from './style.js';

/** SHA-256 of `STYLE`; a test works it out anew. */
export const STYLE_DIGEST = 'sha256-Ide8wIqdIjMAE4wtnHiMugros7xoSvD9R4bbXgLkwtk=';

export const RULES = `default-src 'none'; style-src '${STYLE_DIGEST}'; base-uri 'none'; form-action 'none'`;

export function page(title: string, content: readonly Markup[]): string {
  const head = markup`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${RULES}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>`;
  return `<!doctype html>
<html lang="en">
<head>
${head.toString()}
<style>${STYLE}</style>
</head>
<body>
<main>
${markup`${content}`.toString()}
</main>
</body>
</html>
`;
}
