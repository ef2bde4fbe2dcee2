/**
 * What of one mail is read at most (issue 10, A1). Far above what people and their programs write; together they hold
 * the memory of `queues-inbound-mail` below 60 % at its largest mail, and its time linear (`npm run measure:hostile`).
 */
export const mailBounds = {
  /** Header bytes of the mail and all its parts together; SES itself tells 10 KB of them. */
  headerBytes: 256 * 1024,
  /** Parts, those that hold others included. */
  parts: 500,
  /** Parts inside of parts. */
  depth: 30,
  /** UTF-16 code units of the words, of plain text and of the text of HTML each. */
  text: 1_048_576,
  lines: 50_000,
  /** UTF-16 code units of HTML that is turned into text, pictures inside of it left out. */
  html: 1_048_576,
  /** Elements of HTML inside of elements: its parser takes the square of them. Programs nest tables ten deep. */
  htmlDepth: 2_000,
} as const;

/** The mail goes beyond one of the bounds; nothing of its body is taken for read. */
export class MailTooLarge extends Error {
  /** @param bound which one, for the log */
  constructor(bound: keyof typeof mailBounds) {
    super(`The mail exceeds ${mailBounds[bound]} ${bound}.`);
    this.name = 'MailTooLarge';
  }
}

/** @throws MailTooLarge */
export const requireWithin = (bound: keyof typeof mailBounds, amount: number): void => {
  if (amount > mailBounds[bound]) throw new MailTooLarge(bound);
};
