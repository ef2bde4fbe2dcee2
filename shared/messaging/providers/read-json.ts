/** JSON of a provider, or of whoever pretends to be one. Pure. */

/** Deepest lists and objects of one text; those of providers have a dozen. Half a million take 50 MB to read. */
const deepestNesting = 100;

/** Counted without reading the text; broken JSON is told by whoever reads it. */
const isNestedTooDeep = (text: string): boolean => {
  let [depth, isInString] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isInString = !isInString;
    else if (isInString) at += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > deepestNesting) return true;
  }
  return false;
};

/** May stand for half a letter, which no table and no queue takes. */
const escapedHalf = /\\ud[89a-f]/i;
const wellFormed = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

/** Its texts are whole: half a letter has become U+FFFD. @throws SyntaxError for what is no JSON, or nested as no event is */
export const readJson = (text: string): unknown => {
  if (isNestedTooDeep(text)) throw new SyntaxError('Nested too deep.');
  return escapedHalf.test(text) ? JSON.parse(text, wellFormed) : JSON.parse(text);
};
