/** What people and programs write around a number, taken off without looking at the number itself. Pure, and light. */
import { withoutInvisible } from './invisible.ts';
import { fromScientific } from './spreadsheet-number.ts';

/**
 * Words for a line of the person's own, which change no digit. One that names somebody else (`mamá`, `recado`, `vecina`) is
 * kept, and the number refused with it: a message would reach that person.
 */
const lineWord =
  '(?:(?:tel(?:[eé]fono|efone)?|fono|cel(?:ular|l)?|m[oó]vil|mobile|phone|fijo|fixo|casa|particular|part|residencial|' +
  'trabajo|trab|laboral|oficina|ofic|of|comercial|home|work|office|whats\\s?app|wsp|wapp|wa|sms|n[uú]mero|n[°o]|num|nro)\\.?)';

/**
 * Marks before the number: a spreadsheet's for text (`'`, `="…"`) and for a formula (`=569…`), a link's, an address
 * book's, a picture of a telephone, a word for the line.
 */
const prefix = new RegExp(
  '^(?:=?["\'\u2018\u2019\u201c\u201d`´]+|=(?=\\+?\\d)|(?:tel|callto|sms|whatsapp)\\s*:(?:\\/\\/)?|[\\p{So}]|' +
    `\\(?${lineWord}\\)?[\\s:.\\-]*(?=[+(\\d]))\\s*`,
  'iu',
);
const suffix = new RegExp(
  `\\s*(?:["'\u2018\u2019\u201c\u201d\`´]+|(?<=[\\d\\s)])[\\s(\\[\\-]*${lineWord}[)\\]]?)$`,
  'iu',
);

/** Links and ids of WhatsApp, which hold the country code: `wa.me/569…`, `569…@c.us`. */
const ofWhatsApp =
  /^(?:(?:https?:\/\/)?(?:wa\.me\/|api\.whatsapp\.com\/send\/?\?phone=)\+?(\d+)(?:[?&/]\S*)?|\+?(\d+)@(?:c\.us|s\.whatsapp\.net))$/i;

/** The number without what stands around it. */
export const stripMarks = (text: string): string => {
  const stripped = text.replace(prefix, '').replace(suffix, '').replace(ofWhatsApp, '+$1$2');
  return stripped === text ? text : stripMarks(stripped);
};

/** `56912345678.0`, `912 345 678,00` and `56,912,345,678`: what a spreadsheet adds to a number. */
export const withoutNumberFormat = (text: string): string => {
  const whole = text.replace(/^(\+?[\d.,\s]*\d{3})[.,]0{1,2}$/, '$1');
  return /^\+?\d{1,3}(?:,\d{3}){2,}$/.test(whole) ? whole.replaceAll(',', '') : whole;
};

/** Brazil's "zero, the carrier of your choice, the area": `0xx11`, `0 (XX) 11`, `(0**11)`, also behind `+55`. */
const anyCarrier = /^(\+?(?:55)?[\s(]*)0?[\s(]*(?:xx|\*\*)[\s)]*\(?(?=\s*\d)/i;

/** With the zero that stands for the carrier. */
export const withoutCarrier = (text: string): string =>
  text.replace(anyCarrier, (_all, before: string) => `${before}0`);

/** Fewest digits that are taken for a number; `Casa 12` is a name. */
const leastDigits = 7;
const longest = 60;

/** A number as it is looked for, without what stands around it; any other text as it is. */
export const bareNumber = (text: string): string => {
  if (text.length > longest) return text;
  const marked = withoutCarrier(withoutNumberFormat(stripMarks(withoutInvisible(text).normalize('NFKC').trim())));
  const power = fromScientific(marked);
  const bare = typeof power === 'object' ? power.digits : marked;
  return bare.replace(/\D/g, '').length >= leastDigits && !/\p{L}/u.test(bare.replace(/k$/i, '')) ? bare : text;
};
