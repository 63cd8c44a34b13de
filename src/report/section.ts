// Parts that every section of a report is put together from.

import { type Markup, markup, NOTHING } from './markup.js';
import { said } from './origin.js';

export function section(id: string, title: string, content: readonly Markup[]): Markup {
  return markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${content}</section>
`;
}

export function list(kind: string, items: readonly Markup[]): Markup {
  return items.length === 0 ? NOTHING : markup`<ul class="${kind}">${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
}

/** A command for a person: whole, on a ground of its own, with a button that copies what is shown and nothing else. */
export function command(id: string, from: string, text: string, what: string, form: 'text' | 'ends-with' = 'text'): Markup {
  return markup`<div class="command"><pre><code id="${id}" data-from="${from}" data-as="${form}">${text}</code></pre><button type="button" data-copies="${id}" aria-label="copy: ${what}">copy</button></div>`;
}

/** References to evidence, each a link to where it stands below. */
export function cited(from: string, ids: readonly string[], known: ReadonlySet<string>): Markup {
  return markup`${ids.map((id, at) => {
    const shown = said(`${from}/${String(at)}`, id);
    return known.has(id) ? markup` <a class="cite" href="#${id}">${shown}</a>` : markup` <span class="cite">${shown}</span>`;
  })}`;
}
