// One page in one file: nothing fetched, no form, no frame, no script but the one that its dress names by its digest. Threat T-PAGE: were a
// tag of the bill to get through after all, the page's own rules leave it nothing to do.

import { type Markup, markup } from './markup.js';
import { STYLE } from './style.js';

/** SHA-256 of `STYLE`; a test works it out anew. */
export const STYLE_DIGEST = 'sha256-Ide8wIqdIjMAE4wtnHiMugros7xoSvD9R4bbXgLkwtk=';

/** How a page looks and what it can do; each text with its digest, because the rules of the page permit nothing else. */
export interface Dress {
  readonly style: string;
  readonly styleDigest: string;
  readonly script?: { readonly text: string; readonly digest: string };
}

const PLAIN: Dress = { style: STYLE, styleDigest: STYLE_DIGEST };

export function rulesOf({ script, styleDigest }: Dress): string {
  const scripts = script === undefined ? '' : `script-src '${script.digest}'; require-trusted-types-for 'script'; trusted-types 'none'; `;
  return `default-src 'none'; style-src '${styleDigest}'; ${scripts}base-uri 'none'; form-action 'none'`;
}

export function page(title: string, content: readonly Markup[], dress: Dress = PLAIN): string {
  const head = markup`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${rulesOf(dress)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>`;
  return `<!doctype html>
<html lang="en">
<head>
${head.toString()}
<style>${dress.style}</style>
</head>
<body>
<main>
${markup`${content}`.toString()}</main>
${dress.script === undefined ? '' : `<script>${dress.script.text}</script>\n`}</body>
</html>
`;
}
