/** HTML of a mail as plain text: its words, with quoted history marked as in plain mail, so that it can be folded. */
import { compile } from 'html-to-text';
import { requireWithin } from './bounds.ts';

/** Deeper elements are left out: programs nest tables ten deep. */
const maxDepth = 64;

const convert = compile({
  wordwrap: false,
  limits: { maxDepth, ellipsis: '' },
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

/** Pictures that stand in the text itself can be longer than everything else, and say nothing as text. */
const withoutPictures = (html: string): string => html.replace(/(["'])data:[^"']*/gi, '$1');

/** Elements that have no end, or need none: the next one of them ends them. */
const endless = new Set(
  'area base br col embed hr img input link meta source track wbr p li td th tr dd dt option tbody thead tfoot'.split(
    ' ',
  ),
);

/** Elements that stand open at once, at most; ends that belong to nothing count for nothing. */
const depthOf = (html: string): number => {
  let depth = 0;
  let deepest = 0;
  for (const [, end, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9:]{0,20})/gi)) {
    if (endless.has(name.toLowerCase())) continue;
    depth = end === '' ? depth + 1 : Math.max(depth - 1, 0);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};

/** @throws MailTooLarge */
export const textOfHtml = (html: string): string => {
  const words = withoutPictures(html);
  requireWithin('html', words.length);
  requireWithin('htmlDepth', depthOf(words));
  return convert(words).trim();
};
