/** Values as text, one a line, for what is written first and read again at the end. Pure. */

/** A line with its end; a value's own line ends are escaped. */
export const jsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;

const lineFeed = 0x0a;

/**
 * The values of a text that comes in pieces, cut anywhere.
 * @throws SyntaxError where a line is no JSON
 */
export async function* jsonLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  let rest = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    let at = 0;
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, at)) {
      yield JSON.parse(bytes.toString('utf8', at, end));
      at = end + 1;
    }
    rest = Buffer.from(bytes.subarray(at));
  }
  if (rest.length > 0) yield JSON.parse(rest.toString('utf8'));
}
