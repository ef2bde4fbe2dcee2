/**
 * How Meta looks at a template's body: what it refuses at the door, and what a review ends with. Words decide the review,
 * so that every end can be had (`local/providers/README.md`).
 */

/** Characters of a body (Meta: message template components). */
const bodyLimit = 1_024;
const variable = /\{\{(\d+)\}\}/g;

const numbersIn = (body: string): number[] => [...body.matchAll(variable)].map(([, digits]) => Number(digits));

/** How many values a message with this body needs. */
export const paramsOf = (body: string): number => new Set(numbersIn(body)).size;

/** Why Meta does not even take the text; undefined when it does. @param examples how many were given */
export const mistakeIn = (body: string, examples: number): string | undefined => {
  if (body.trim() === '') return 'the body of the template is missing';
  if (body.length > bodyLimit) return `the body has at most ${bodyLimit} characters`;
  if (/^\s*\{\{\d+\}\}|\{\{\d+\}\}\s*$/.test(body)) return 'variables cannot be at the start or end of the template';
  const numbers = [...new Set(numbersIn(body))];
  if (numbers.some((number, position) => number !== position + 1))
    return 'variables must be numbered 1, 2, 3 in their order';
  if (examples !== numbers.length) return 'the template needs an example for each of its variables';
  return undefined;
};

interface ReviewVerdict {
  readonly status: 'PENDING' | 'APPROVED' | 'REJECTED';
  readonly reason: string | null;
}

const words: readonly { readonly found: RegExp; readonly verdict: ReviewVerdict }[] = [
  { found: /\b(?:gratis|free)\b/i, verdict: { status: 'REJECTED', reason: 'PROMOTIONAL' } },
  { found: /\b(?:embargo|jail|c[aá]rcel)\b/i, verdict: { status: 'REJECTED', reason: 'ABUSIVE_CONTENT' } },
  // Somebody at Meta looks at it, for as long as it takes.
  { found: /\b(?:promoci[oó]n|promotion)\b/i, verdict: { status: 'PENDING', reason: null } },
];

/** What the review of a body ends with. */
export const judged = (body: string): ReviewVerdict =>
  words.find(({ found }) => found.test(body))?.verdict ?? { status: 'APPROVED', reason: null };
