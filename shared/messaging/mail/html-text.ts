/** HTML of a mail as plain text: its words, with quoted history marked as in plain mail, so that it can be folded. */
import { compile } from 'html-to-text';

/** Longest HTML that is turned into text, in UTF-16 code units: twice what anybody writes, and bounded work. */
const maxHtml = 512 * 1024;

const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: maxHtml, maxDepth: 64, ellipsis: '' },
  selectors: [
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    { selector: 'h1', options: { uppercase: false } },
    { selector: 'h2', options: { uppercase: false } },
    { selector: 'h3', options: { uppercase: false } },
    { selector: 'h4', options: { uppercase: false } },
    { selector: 'h5', options: { uppercase: false } },
    { selector: 'h6', options: { uppercase: false } },
    { selector: 'table', format: 'block' },
    // Outlook's line above the history.
    { selector: 'hr', options: { length: 32 } },
  ],
});

export const textOfHtml = (html: string): string => convert(html.slice(0, maxHtml)).trim();
