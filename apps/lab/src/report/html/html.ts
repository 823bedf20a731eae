/** Markup that may stand in a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

type Content = Html | string | number | undefined | false | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in an element or a quoted attribute, of HTML or SVG. */
export const escapeMarkup = (text: string): string =>
  // What XML 1.0 has no way to write at all would make a saved plot unreadable.
  text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '�')
    .replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** A page's markup: everything put into it is escaped, except what is markup already. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const rest = contents.map((content, index) => `${markupOf(content)}${strings[index + 1] ?? ''}`);
  return new Html(`${strings[0] ?? ''}${rest.join('')}`);
}

function markupOf(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map(markupOf).join('');
  return escapeMarkup(String(content));
}
