/**
 * Numbers that stand for nobody (Q13): those that tax authorities give out for sales to anybody, and what people and
 * spreadsheets put where there is none. As a key they would make one customer of all strangers. Pure.
 */

/** Compact spellings that are not one character over and over, by type: without punctuation, in capitals. */
const generic: Readonly<Record<string, RegExp>> = {
  // SAT: general public and foreigners with their shorter forms, and what programs are tried with.
  RFC: /^(?:X[AEX]{0,2}X?010101[0O]{1,3}|(?:XXXX?|AAAA?)\d{6}\w{3})$/,
  // RENAPO: persons without CURP, by sex; what programs are tried with.
  CURP: /^(?:XEXX010101[HM]NEXXXA\d|XXXX\d{6}\w{8})$/,
  // SRI: final consumer with the suffix of an establishment; DNIT of Paraguay: without name, export, abroad.
  RUC: /^(?:9{10}001|(\d)\1{5}01\d)$/,
  // AFIP: consumers without document.
  CUIT: /^(?:20|23|24|27|30|33)(\d)\1{7}\d$/,
  // SAT of Guatemala: consumidor final.
  NIT: /^CF$/,
};

/** Folded: small letters and digits only. */
const words = new Set([
  ...['', 'nd', 'na', 'ref', 'valor', 'value', 'name', 'nombre', 'div0', 'div', 'num', 'null', 'nulo', 'none', 'nan'],
  ...['undefined', 'sn', 'si', 'sd', 'sc', 'sr', 'nn', 'ns', 'nc', 'no', 'nt', 'notiene', 'noaplica', 'noinforma'],
  ...['sinnumero', 'sindocumento', 'sindato', 'sindatos', 'sininformacion', 'sininfo', 'sinrut', 'sindni', 'sinid'],
  ...[
    'sinidentificacion',
    'sinregistro',
    'sinrfc',
    'sincedula',
    'sincpf',
    'sinnit',
    'sinruc',
    'semdocumento',
    'semcpf',
  ],
  ...['naotem', 'naoinformado', 'pendiente', 'porconfirmar', 'desconocido', 'unknown', 'ninguno', 'ninguna', 'vacio'],
  ...[
    'blank',
    'empty',
    'nodisponible',
    'noregistra',
    'noregistrado',
    'consumidorfinal',
    'publicogeneral',
    'extranjero',
  ],
  ...['publicoengeneral', 'generico', 'test', 'prueba', 'true', 'false', 'verdadero', 'falso', 'tbd', 'gettingdata'],
]);

/** Words that say that there is no number, or none yet, whatever stands behind them. */
const noneAhead =
  /^(?:sin|no|sem|nao|ningun[oa]?|nenhum|por|a|en|em|falta\w*|pend\w*|client\w*|consumidor\w*|publico|varios|generic\w*|indocumentad\w*|anonim\w*|desconocid\w*|eventual\w*|ocasional\w*|mostrador|boleta|dummy|tramite|vacio|blanco|unknown|not?)(?: .*)?$/;
/** A text of words without any digit, in a type whose numbers all have some. */
const saysNone = (written: string): boolean => {
  if (/\p{N}/u.test(written)) return false;
  const words = written
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim();
  return noneAhead.test(words);
};

/** One character over and over. */
const isRepeated = (text: string): boolean => /^([A-Z\d])\1*$/.test(text);

/** Digits that people run their fingers over. */
const isRun = (digits: string): boolean => /^0?123456789(?:0\d*)?$/.test(digits) || /^9876543210?$/.test(digits);

/**
 * True for a number that identifies nobody.
 * @param type its one name, or undefined where the company has a type of its own, whose number may be a short one
 * @param written as it came, without blanks around it
 */
export const isPlaceholderDocument = (type: string | undefined, written: string): boolean => {
  // #N/D, #REF!, #¡VALOR!: an error of a spreadsheet, in any language.
  if (/^#/.test(written) || !/[\p{L}\p{N}]/u.test(written)) return true;
  const folded = written
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z\d]/g, '');
  if (words.has(folded) || /^x+$/.test(folded) || /^0+$/.test(folded)) return true;
  const compact = folded.toUpperCase();
  if (type === undefined) return compact.length >= 4 && isRepeated(compact);
  if (generic[type]?.test(compact) === true || isRepeated(compact) || saysNone(written)) return true;
  // A check digit behind one digit over and over: 11.111.111-1, 1-9, 222222222-7. CPF and RUT have real ones in a row.
  const hasCheckDigit = type === 'RUT' || (type === 'NIT' && /-\w$/.test(written));
  if (hasCheckDigit) return isRepeated(compact.slice(0, -1));
  return type !== 'CPF' && isRun(compact);
};
