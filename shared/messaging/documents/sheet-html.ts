/** A sheet as HTML: a fragment for mails, and a page of its own. */
import type { CompanyValue } from '#shared/companies/entities.ts';
import type { Sheet } from './sheet.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text that means nothing to a reader of HTML. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

const cell = 'padding:4px 8px;border-bottom:1px solid #d5dbdb;text-align:left;vertical-align:top';
const amount = cell.replace('text-align:left', 'text-align:right;white-space:nowrap');

/** A sheet as a fragment of HTML that mail programs show as well: styles stand at each element. */
export const sheetHtml = ({ title, heading, columns, rows, totals, empty, notes }: Sheet): string => {
  const styleOf = (position: number) => (position === columns.length - 1 ? amount : cell);
  const head = columns.map((name, at) => `<th scope="col" style="${styleOf(at)}">${escaped(name)}</th>`).join('');
  const body = rows.map(
    ({ detail, cells }) =>
      `<tr>${cells.map((text, at) => `<td style="${styleOf(at)}${detail ? ';color:#545b64' : ''}">${escaped(text)}</td>`).join('')}</tr>`,
  );
  const foot = totals.map(
    ({ label, amount: sum }) =>
      `<tr><th scope="row" colspan="${columns.length - 1}" style="${cell}">${escaped(label)}</th><td style="${amount};font-weight:bold">${escaped(sum)}</td></tr>`,
  );
  return [
    `<h2 style="font-size:18px;margin:16px 0 8px">${escaped(title)}</h2>`,
    `<p style="margin:0 0 8px">${heading.map(escaped).join('<br>\n')}</p>`,
    rows.length === 0
      ? `<p>${escaped(empty)}</p>`
      : `<table style="border-collapse:collapse;font-size:14px"><thead><tr>${head}</tr></thead>\n<tbody>${body.join('\n')}</tbody>\n<tfoot>${foot.join('\n')}</tfoot></table>`,
    ...notes.map((note) => `<p style="margin:8px 0">${escaped(note)}</p>`),
  ].join('\n');
};

/** A sheet as a page of its own, which loads nothing and runs nothing. */
export const sheetPage = (sheet: Sheet, language: CompanyValue['language']): string =>
  [
    '<!doctype html>',
    `<html lang="${language}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(sheet.title)}</title></head>`,
    `<body style="font-family:Helvetica,Arial,sans-serif;margin:24px">`,
    sheetHtml(sheet),
    '</body></html>\n',
  ].join('\n');
