/**
 * How mail programs begin the history below an answer, in Spanish, Portuguese, English and their neighbours: the line
 * "El … escribió:" (an attribution) and the block `De: … Enviado: … Para: … Asunto: …`. What a person may have written
 * as well is none: an attribution names a date or an address, a block a mail. Pure; every look is bounded.
 */

/** Lines over which mail programs break an attribution, and its length, UTF-16 code units. */
const attributionLines = 4;
const longestLine = 400;

const months =
  '(?:ene|jan|feb|fev|mar|abr|apr|avr|may|mai|maj|jun|jui|jul|ago|aug|aou|sep|set|oct|out|okt|ott|nov|dic|dec|dez|d[ée]c)[\\p{L}]{0,8}';
const weekdays =
  '(?:(?:lun(?:es|di|edì)?|mar(?:tes|di|tedì)?|mi[ée](?:rcoles)?|jue(?:ves)?|vie(?:rnes)?|s[áa]b(?:ado|ato)?|dom(?:ingo|enica)?|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|(?:seg(?:unda)?|ter(?:ça)?|qua(?:rta)?|qui(?:nta)?|sex(?:ta)?)(?:-feira)?|mer(?:credi|coledì)?|jeu(?:di)?|gio(?:vedì)?|ven(?:dredi|erdì)?|sam(?:edi)?|dim(?:anche)?)(?![\\p{L}])|(?:mo|di|mi|do|fr|sa|so)(?=[.,]))';

const address = /[^\s<>()[\]:;,"]{1,64}@[^\s<>()[\]:;,"]{1,190}/;
const numericDate = /(?<!\d)\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)/;
const wordDate = new RegExp(
  `(?<!\\d)\\d{1,2}\\.?(?:\\s|-)(?:de\\s)?${months}|\\b${months}\\.?\\s\\d{1,2}(?!\\d)`,
  'iu',
);
const time = /(?<!\d)\d{1,2}\s?[:.h]\s?\d{2}(?!\d)/i;
const weekday = new RegExp(`(?:^|[\\s,])${weekdays}`, 'iu');

const verb =
  /(?:escribi[oó]|wrote|écrit|ecrit|escreveu|ha scritto|scrisse|schrieb|schreef|geschreven|skrev|kirjoitti|napisał\(?a?\)?|пишет|написал)/iu;
/** The verb stands at the end, or in front of the date: `… escribió el 24-11-2026:`, `… wrote ----`. */
const verbEnd = new RegExp(`${verb.source}(?:[^:]|(?<=\\d):(?=\\d)){0,60}(?::\\s?-{0,9}|\\s?-{2,9})$`, 'iu');
const bareVerbEnd = new RegExp(`${verb.source}$`, 'iu');
/** `---- Rosa wrote ----` */
const wrappedVerb = new RegExp(`^-{2,9}[^:]{1,200}${verb.source}\\s?:?\\s?-{2,9}$`, 'iu');
/** `Cobranzas <avisos@demo.example> escribió:`; a sentence that names an address goes on between the two. */
const mailboxBeforeVerb = new RegExp(`(?:^|[<(\\[])${address.source}[>)\\]]*,?\\s(?:a\\s)?${verb.source}`, 'iu');
/** What follows the verb: a date or nothing; anything else is what a person tells: `… escribió que debo el doble:`. */
const afterVerb = new RegExp(`${verb.source}(.{0,120}?):?$`, 'iu');
const saysMore = (text: string): boolean => {
  const rest = afterVerb.exec(text)?.[1] ?? '';
  return /\p{L}{2}/u.test(rest) && !numericDate.test(rest) && !wordDate.test(rest);
};

/** A sentence about somebody: `el abogado me escribió:`. */
const pronoun =
  /(?:^|\s)(?:me|nos|te|le|les|lo|la|se|que|ya|m'a|he|she|they|who|has|had)\s(?:lo\s|la\s|ha\s)?(?=escribi|wrote|écrit|ecrit|escreveu|scritto)/iu;

const startsWithDate = new RegExp(
  `^[\\s>*-]*(?:(?:el|en|on|em|le|il|am|den|op|no dia|activado|w dniu|dnia)\\s,?\\s?)?(?:${weekdays}|\\d|${months}\\.?\\s\\d)`,
  'iu',
);

/** An attribution that a program wrote right behind a person's words: `Ya pagué On Tue, Nov 24, 2026 … wrote:`. */
const sharedLine = new RegExp(`^(.{1,300}?\\S)\\s?-{0,3}\\s((?:el|on|em|le)\\s(?:${weekdays}|\\d).{5,300})$`, 'iu');

/** Yahoo's app goes on behind the colon: `El mar., nov. 24, 2026 … escribió:   Tu cuota`. */
const headOfLine = new RegExp(
  `^(\\s*(?:el|on|em|le)\\s(?:${weekdays}|\\d).{5,300}?${verb.source}\\s?:)\\s{2,}(?=\\S)`,
  'iu',
);

/** The line as one or, where an attribution shares it with words above or below, two. */
export const partedLine = (line: string): readonly string[] => {
  const [whole, first] = headOfLine.exec(line.slice(0, longestLine)) ?? [];
  if (whole !== undefined && first !== undefined && certaintyOf(first) === 'sure')
    return [first, line.slice(whole.length)];
  if (line.length > longestLine || !line.trimEnd().endsWith(':')) return [line];
  const [, words, head] = sharedLine.exec(line) ?? [];
  return words !== undefined && head !== undefined && certaintyOf(head) === 'sure' ? [words, head] : [line];
};

const isBlank = (line: string): boolean => line.trim() === '';
const isQuoted = (line: string): boolean => /^\s{0,3}>/.test(line);

/** `2026-11-23 Cobranzas <avisos@demo.example>` */
const datedMailbox = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\s[^<>]{1,200}<[^<>\s]{3,254}>$/;

/** How surely a text is the head of a history: `sure` by itself, `likely` where a quoted block follows. */
type Certainty = 'sure' | 'likely' | 'none';

const certaintyOf = (line: string): Certainty => {
  const text = line.trim();
  if (text.length > longestLine) return 'none';
  if (!/(?::|--)$/.test(text)) {
    if (datedMailbox.test(text)) return 'likely';
    return bareVerbEnd.test(text) && startsWithDate.test(text) && address.test(text) && time.test(text)
      ? 'sure'
      : 'none';
  }
  if (wrappedVerb.test(text)) return 'sure';
  const names = address.test(text);
  const dates = numericDate.test(text) || wordDate.test(text);
  const isDated = dates && time.test(text);
  if (!verbEnd.test(text)) {
    if (names && dates && time.test(text) && />\s?:$/.test(text)) return 'sure';
    return names && (dates || time.test(text)) ? 'likely' : 'none';
  }
  if (pronoun.test(text)) return 'none';
  if (startsWithDate.test(text) ? names || isDated : mailboxBeforeVerb.test(text) && !saysMore(text)) return 'sure';
  return dates || weekday.test(text) ? 'likely' : 'none';
};

const joinedFrom = (lines: readonly string[], start: number, count: number): string | undefined => {
  const part = lines.slice(start, start + count);
  if (part.length < count || part.some(isBlank)) return undefined;
  const length = part.reduce((sum, line) => sum + line.length, 0);
  return length > longestLine ? undefined : part.join(' ');
};

/**
 * Lines that an attribution takes at this place, 0 when there is none. Of two places where one could begin the later
 * counts, so that no line of the person goes with it.
 */
export const attributionAt = (
  lines: readonly string[],
  start: number,
  isFollowedByQuote: (end: number) => boolean,
): number => {
  for (let count = 1; count <= attributionLines; count += 1) {
    const first = (lines[start] ?? '').slice(0, longestLine);
    const isDateFirst = startsWithDate.test(first);
    if (count > 1 && !isDateFirst && !mailboxBeforeVerb.test(first)) return 0;
    const text = joinedFrom(lines, start, count);
    if (text === undefined) return 0;
    if (count > 1 && !isDateFirst && !time.test(text)) continue;
    if (
      count > 1 &&
      startsWithDate.test(lines[start + count - 1] ?? '') &&
      certaintyOf(lines[start + count - 1] ?? '') !== 'none'
    )
      return 0;
    const certainty = certaintyOf(text);
    if (certainty === 'sure' || (certainty === 'likely' && isFollowedByQuote(start + count))) return count;
  }
  return 0;
};

/** `-------- Words of a program --------`, in whatever language, that a block of headers follows. */
export const isFramedLine = (line: string): boolean =>
  line.length <= longestLine && /^\s*[-_=*]{3,}\s?[^-_=*]{3,60}[-_=*]{3,}\s*$/.test(line);

const originalWords =
  /^[\s>]*[-_*=]{2,}\s{0,3}(?:mensaje original|original message|mensagem original|message d'origine|messaggio originale|ursprüngliche nachricht|correo original|e-?mail original)\s{0,3}:?[-_*=]{0,40}\s*$/i;
/** `-----Mensaje original-----` */
export const isSeparator = (line: string): boolean => line.length <= longestLine && originalWords.test(line);

const forwardWords =
  /^[\s>*]*(?:-{2,}\s?)?(?:forwarded message|mensaje reenviado|correo reenviado|mensagem (?:encaminhada|reencaminhada)|begin forwarded message|inicio del mensaje reenviado|início da mensagem (?:encaminhada|reencaminhada)|message transféré|forwarded by)\b/i;
/** What stands below is what the person wanted to show. */
export const isForwardMark = (line: string): boolean => forwardWords.test(line.slice(0, longestLine));

/** A line drawn across, of a program or a person. */
export const isRule = (line: string): boolean => line.length <= longestLine && /^\s*[_\-–—=*]{6,}\s*$/.test(line);

type HeaderKind = 'from' | 'sent' | 'date' | 'to' | 'subject' | 'copy';

const kinds: readonly (readonly [HeaderKind, RegExp])[] = [
  ['from', /^(?:de|from|von|da|van|fra|från|remitente|remetente|exp[ée]diteur|mittente)$/i],
  ['sent', /^(?:enviad[oa](?: el| em| on)?|sent|gesendet|sendt|skickat|verzonden|envoy[ée]|inviato)$/i],
  ['date', /^(?:fecha(?: de env[ií]o)?|date|data|datum)$/i],
  ['to', /^(?:para|to|til|till|aan|pour|a|à|an|destinatarios?|[aà])$/i],
  ['subject', /^(?:asunto|subject|assunto|objet|sujet|oggetto|betreff|emne|ämne|onderwerp|tema)$/i],
  ['copy', /^(?:cc|cco|copie à|bcc|copia|con copia|reply-to|responder a)$/i],
];

const label = /^[\s*>]{0,10}([\p{L}][\p{L} -]{0,17}?)\*?\s{0,3}:/u;

const headerKind = (line: string): HeaderKind | undefined => {
  const name = label.exec(line.slice(0, longestLine))?.[1];
  return name === undefined ? undefined : kinds.find(([, pattern]) => pattern.test(name))?.[0];
};

/** What bank vouchers name: a transfer has a `De:`, a `Para:` and a `Fecha:` too. */
const voucherLabel =
  /^[\s*>]{0,10}(?:monto|importe|valor|total|cuenta|banco|rut|rfc|dni|cpf|cnpj|cbu|clabe|n[°º.]|n[uú]mero|nro|folio|operaci[oó]n|comprobante|concepto|motivo|transacci[oó]n|transa[cç][aã]o|referencia|c[oó]digo|moneda|titular|ag[eê]ncia|conta|amount|account|reference|saldo)\b[^:]{0,40}:/iu;
const voucherWords =
  /comprobante|comprovante|transferencia|transferência|voucher|recibo|pago (?:realizado|recibido|exitoso)/iu;

const blockLines = 14;

/**
 * Lines that `De: … Enviado: … Para: … Asunto: …` takes at this place, in whatever order, 0 when there is none.
 *
 * @param isAnnounced a program's line stands above, so that names without addresses do
 */
export const headerBlockAt = (lines: readonly string[], start: number, isAnnounced: boolean): number => {
  const first = headerKind(lines[start] ?? '');
  if (first === undefined || first === 'copy') return 0;
  const found = new Set<HeaderKind>();
  let end = start;
  let isMail = isAnnounced;
  let isTimed = false;
  let gap = 0;
  for (let position = start; position < lines.length && position < start + blockLines; position += 1) {
    const line = (lines[position] ?? '').slice(0, longestLine);
    const kind = headerKind(line);
    if (voucherLabel.test(line) || (kind === 'subject' && voucherWords.test(line))) return 0;
    if (kind === undefined) {
      // A long list of recipients goes on in the next line; programs that write paragraphs leave one line free.
      gap += 1;
      if (gap > 1 || (isBlank(line) && found.size >= 4)) break;
      continue;
    }
    if (found.has(kind)) break;
    gap = 0;
    found.add(kind);
    end = position + 1;
    if ((kind === 'sent' || kind === 'date') && time.test(line)) isTimed = true;
    if (kind === 'sent' || address.test(line)) isMail = true;
  }
  const others = [found.has('sent') || found.has('date'), found.has('to'), found.has('subject')].filter(Boolean);
  if (!isMail || !found.has('from') || others.length < (isTimed ? 1 : 2)) return 0;
  const body = lines.slice(end, end + 6);
  return body.some((line) => voucherLabel.test(line.slice(0, longestLine))) ? 0 : end - start;
};

export { isBlank, isQuoted };
