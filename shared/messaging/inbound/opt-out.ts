/**
 * What a customer's words say about further messages (F24; delivery-events.md §1.3): the standard words of FCC
 * (47 CFR 64.1200(a)(10)), CTIA, Twilio and AWS, and how it is said in Spanish, Portuguese and English in few words.
 * Pure, and linear in the text.
 *
 * A text refuses when *all* of it does: courtesy, names, signatures, footers and marks around it are left out, and each
 * clause that remains must be a refusal as a whole, so that a sentence that merely contains such a word never is one
 * (`no me baja la app`, `quiero pagar, no cancelar`). Where a refusal stands beside something else, a person is asked.
 */

/** `maybe_opt_out`: near, but only a person can tell. */
export type Wish = 'opt_out' | 'opt_in' | 'maybe_opt_out';

/** Characters that are looked at; who writes more has said more than no. */
const maxLength = 4_000;

/** Clauses that are looked at. */
const maxClauses = 24;

/** Lines that programs add. The rest of their paragraph goes with them. */
const footer = new RegExp(
  [
    '^(enviado|env[ií]ado|enviada|sent|mandado|escrito) (desde|from|do|de|con|com|via|by|through)\\b',
    '^(obt[eé]n|obtener|obtenga|get|obter|baixe|descarga) (outlook|yahoo|aol|gmail|bluemail)',
    '^(enviado|sent) .{0,20}(iphone|android|ipad|samsung|huawei|xiaomi|outlook)',
    'confidencial|confidential|privilegiad|privileged|intended recipient|destinat[aá]rio|disclaimer|aviso legal',
    'antivirus|virus[- ]free|libre de virus|sin virus|livre de v[ií]rus|avast|avg\\.com|mcafee|norton|kaspersky',
    'antes de imprimir|before printing|medio ambiente|meio ambiente|environment',
    '^(este|esta|this|la informaci[oó]n|o conte[uú]do|as informa[cç][oõ]es) .{0,12}(mensaje|mensagem|message|correo|e-?mail|contenid|contid)',
  ].join('|'),
  'iu',
);

/** Signature separators: what stands below them is no message. */
const separator = /^\s*(--|__+|[-–—=*]{3,})\s*$/u;

const words = (text: string): string => `(?:${text.trim().split(/\s+/).join('|')})`;

/** Words of courtesy at the beginning and end of a clause, one or several. */
const courtesyWords = [
  'hola holaa oi ola hello hi hey buenas buenos buen bom boa estimados estimadas estimado estimada senores senor senora',
  'senorita sres sr sra srta amigo amiga amigos dia dias tarde tardes noite noites noches',
  'por favor porfavor porfa porfis xfa xfavor pf plis pls plz please favor gracias grax muchas mil de antemano thanks',
  'thank you thx obrigado obrigada obg valeu saludos saludo cordiales slds atte att atentamente cordialmente',
  'atenciosamente abs abrazo abraco regards best kind disculpe disculpen perdon desculpe ok okey bueno entonces ya',
].join(' ');
const courtesy = new Set(courtesyWords.split(/\s+/));

/** Clauses that neither say nor change anything. */
const neutral = new RegExp(
  `^(?:no|si|sim|ok|listo|asunto|mensaje|(?:quedo|fico) (?:muy )?(?:atent[oa]|pendiente|a la espera)(?: .{0,40})?|espero (?:su |tu )?(?:respuesta|confirmacion).{0,30}|que teng?an? .{0,20}dia|feliz dia|muito|` +
    `${words('soy sou')} (?:\\p{L}+ ?){1,4}|` +
    `(?:mi |el |o |meu |su )?${words('rut run dni cedula cc cpf curp rfc documento numero telefono celular cel fono tel nombre nome correo mail email')}` +
    `(?: (?:es|e))?(?: [\\p{L}\\d.@+k-]+){0,6}|[\\d k.+-]+)$`,
  'u',
);

const thing =
  `(?:(?:los|las|el|la|sus|su|tus|tu|estos|estas|esos|esas|este|esta|esse|essa|esses|essas|tantos|tantas|tanto|mas|ningun|ninguna|os|as|seus|suas|these|those|your|any|more|the|de) )*` +
  words(`mensajes mensaje mensajitos sms msj msjs mje mjes textos texto whatsapp whatsapps wsp wasap wasaps correos correo mails mail
    emails email publicidad promociones promocion promo promos promotions propaganda propagandas ofertas spam notificaciones
    notificacion avisos recordatorios comunicaciones informacion info nada boletin boletines newsletter newsletters mensagens
    mensagem msg msgs notificacoes comunicacoes publicidade messages message texts text messaging texting alerts notifications
    marketing anything`) +
  `(?: ${words('electronicos electronico promocionales publicitarios comerciales promocionais')})?` +
  `(?: de ${words('ustedes cobranza cobranzas publicidad texto whatsapp voces marketing vcs parte')}(?: de (?:ustedes|voces))?)?`;

const list = `(?:de |da |dessa |desta |del |from )(?:(?:la|las|el|su|sus|tu|tus|esta|este|sua|suas|the|your|this|a|o|mailing|distribution) )*${words(
  'lista listas base bases registro registros grupo difusion list lists database sistema cadastro',
)}(?: de (?:datos|dados|contactos|contatos|difusion|envios?|correos?|distribucion|transmissao|mensajes|clientes))?`;

const own = `(?:mi|este|el|meu|my|this|o) ${words('numero telefono celular correo mail email contacto contato suscripcion subscripcion number phone fono whatsapp')}`;

/** What is refused, not what is owed: `del servicio de mensajes`. */
const messageService = `(?:del|de) (?:servicio|sistema|enbio|programa) (?:de )?${thing}`;

const end =
  `(?: (?:mas|mais|ya|nunca mas|nunca mais|nunca|jamas|jamais|ahora|agora|hoy mismo|now|anymore|any more|again|ever|ever again|inmediatamente|por aqui|por aca|` +
  `por este medio|\\d[\\dk]*|de nuevo|otra vez|novamente|en adelante|a ${own}|en ${own}|no ${own}|to ${own}|de ${own}|(?:por|es) (?:numero|telefono|correo|celular) (?:equibocado|errado|erroneo)|porfa|por favor))*`;

const more = '(?: (?:mas|mais|ya))?';
const things = `(?:${more} ${thing})*`;

/** `no me escriban`: what should not be done, in the forms of "you". */
const doNot = `(?:${words(`escriba escriban escribas escribir escribirme escribanme envie envien envies enviar enviarme enviandome enviando mande manden
  mandes mandar mandarme contacte contacten contactes contactar contactarme moleste molesten molestes molestar molestarme texteen spameen
  escreva escrevam escrever mandem enviem contate contatem contatar incomode incomodem incomodar perturbe perturbem perturbar joda jodan jodas fastidie fastidien fastidies
  acosen acose hostiguen hostigue spamee`)})`;
/** `dejen de escribirme`: the infinitives. */
const doing = `(?:(?:me |nos )?${words(`escribir enviar mandar molestar contactar spamear hostigar acosar escrever contatar incomodar perturbar encher hinchar joder`)}(?:me|nos|les)?)`;
const please =
  `(?:(?:yo |eu |i )?(?:${words(`quiero quisiera deseo solicito pido necesito quero gostaria desejo solicito preciso queria favor`)}|me gustaria|` +
  `les pido|le pido|les solicito|exijo|i want|i would like|id like|i wish|want)(?: (?:de|to|que))? )?`;
const canYou = `(?:(?:me |nos )?${words('pueden puede podrian podria puedes podrias podes poderia poderiam podem pode')}(?: por favor)? )?`;

/** Each is a whole clause. `v` is written `b`, as many people do. */
const refusals = [
  // Standard words, alone or with what they are about.
  `${words(`stop stopp stoop estop stopall stop2end stop2quit stop2stop end quit revoke optout cancel unsubscribe remove td arret baja alto parar pare paren parem salir sair cancelar cancela
    detener detente detenga detengan desuscribir desuscribirme desuscribirse desuscribanme desuscribeme desuscriba desuscribo desinscribir desinscribirme
    descadastrar descadastre descadastro remover remova removam basta chega eliminarme eliminenme eliminame borrame borrenme saquenme sacame quitenme quitame
    remuevanme desafiliar desafiliarme`)}${end}`,
  `dar (?:la )?baja${end}`,
  `stop (?:all|this|it|to end)|opt out|no spam|opt me out|stop (?:it )?(?:now|already|please)`,
  `${please}(?:cancelar|cancelen|cancele|anular|anulen|anule|dar de baja) (?:(?:la|mi|a|minha|esta) )?${words('suscripcion subscripcion inscricao assinatura inscripcion')}${end}`,
  `${please}cancelar (?:o recebimento|el enbio)(?: de ${thing})?${end}`,
  `${words('stop parar pare paren detener detengan cancelar cancela cancele cancelen cancel alto basta chega end unsubscribe')}(?: (?:a|with|con|to|de|com|la|los|las|os|as|my|mi|minha|all|from)){0,2} (?:${thing}|${words('suscripcion subscripcion subscription inscricao assinatura inscripcion envio envios')})${end}`,
  // Baja.
  `(?:me )?${please}${canYou}(?:que (?:me|nos) )?(?:me |nos )?${words('dar darme darnos darse den denme dame deme denos dennos date dese doy dado demen')} de baja(?: (?:a )?${own})?(?: ${list}| de ${thing}| ${messageService}| (?:los|las|estos|estas|esos|esas|sus) ${thing})?${end}`,
  `${please}(?:dar )?(?:la |mi |su )?baja(?: (?:de )?${own}| ${list}| de ${thing}| (?:de |por )?(?:la )?(?:suscripcion|subscripcion)| inmediata| definitiva| total)${end}`,
  `${words('solicito pido quiero deseo quisiera necesito')} (?:la |mi |una )?(?:baja|desuscripcion|desafiliacion)${end}`,
  `${please}ser (?:eliminad[oa]|borrad[oa]|sacad[oa]|remobid[oa]|retirad[oa]|excluid[oa]) ${list}${end}`,
  // No me escriban.
  `(?:ya |por favor |que )*(?:no|nao|nunca)${more} (?:me |nos )?${doNot}(?: me)?${things}${end}`,
  `(?:ya )?no (?:me )?(?:buelban|buelba|buelbas|bolber) a ${doing}${things}${end}`,
  `(?:ya )?no sigan? (?:escribiendo|enbiando|mandando|molestando|contactando)(?:me|nos)?${things}${end}`,
  `(?:ya )?no (?:quiero|deseo|autorizo|acepto) que me ${doNot}${things}${end}`,
  `(?:ya )?no (?:autorizo|acepto) (?:el )?enbio de ${thing}${end}`,
  `(?:ya )?(?:no|nao) me interesa (?:mas |mais )?(?:recibir|seguir recibiendo|receber)(?: mas| mais)? ${thing}${end}`,
  `${please}(?:no|nao) (?:bolber a )?(?:recibir|receber)(?: mas| mais)? ${thing}${end}`,
  `(?:ya |eu |yo )?${words('no nao')} (?:${words('quiero deseo quisiera quero desejo gostaria acepto autorizo aceito')}|me gustaria|estoy interesado en|quiero seguir|deseo seguir)(?: mais| mas| de)? ` +
    `(?:(?:volver a |bolber a |seguir |mas |mais )?(?:recibir|recibiendo|receber|recebendo)(?: (?:de|en) ${own})?${things}|(?:mas |mais )?(?!nada)${thing})${end}`,
  `(?:i )?(?:no longer|do not|dont|don t) (?:wish|want|like)(?: to)? (?:receive|get|be contacted|hear from you)${things}${end}`,
  `(?:no|nao|nunca) (?:mas|mais) ${thing}${end}`,
  `no more ${thing}${end}`,
  // Dejen de escribirme.
  `(?:ya )?${please}${words('deja deje dejen deje para pare paren parem deixe deixem deixa parale stop quit')} (?:ya )?(?:de |with )?(?:${doing}|${words('texting messaging emailing contacting writing sending bothering spamming')}(?: to)?(?: me| us)?)${things}${end}`,
  `${please}(?:dejar|parar|deixar|stop) (?:de )?(?:recibir|receber|receiving|getting)${things}${end}`,
  `(?:dejenme|dejame|dejeme|me deixe|me deixem|me deixa|leave me) (?:en paz|tranquil[oa]|em paz|alone)${end}`,
  // Lists.
  `${please}${canYou}(?:me |mi |nos )?${words(`saquen saque saca sacar sacarme saquenme sacame quiten quite quita quitar quitarme quitenme quitame borren borre borra borrar borrarme borrenme borrame
    eliminen elimine elimina eliminar eliminarme eliminenme eliminame remueban remueba remober remoba remobam retiren retire retirar retirarme tire tirem tira tirar exclua excluam excluir apague apaguem
    salir sair remove take delete unsubscribe`)}(?: me)?(?: off)?(?: (?:a )?${own})?(?: ${list})${end}`,
  `${please}${canYou}${words('borren borre borrar eliminen elimine eliminar saquen quiten remueban remober remoba retiren apague apaguem excluir exclua tirem remove delete')} ${own}(?: ${list})?${end}`,
  `(?:please )?(?:remove|unsubscribe) me|take me off(?: (?:your|the|this) list)?|me (?:remoba|remobam|descadastre|descadastrem)${end}`,
  `(?:descadastre|descadastrem|descadastrar) ${own}${end}`,
  `${please}(?:me )?(?:desuscribir|desinscribir|descadastrar|desafiliar|opt out|unsubscribe|sair|salir)(?:me|se)?(?: ${list}| de (?:esto|todo|${thing}))?${end}`,
  // English.
  `(?:do not|dont|don t|never) (?:text|message|email|contact|write|send|bother|spam)(?: to)?(?: me| us)?(?: ${own})?(?: ${thing})*${end}`,
  // Consent.
  `(?:reboco|retiro|rebogo) (?:mi |el |meu |o )?(?:consentimiento|autorizacion|consentimento|autorizacao|permiso)${end}`,
];

const optIns = [
  `${words('start unstop alta subscribe resubscribe optin resume bolber reanudar reactibar suscribir suscribirme suscribirse suscribeme suscribanme boltar reatibar inscreber')}`,
  `opt in|opt me in|opt back in|start again`,
  `(?:me )?${please}${canYou}(?:que (?:me|nos) )?(?:me )?${words('dar darme den denme dame deme doy')} de alta(?: (?:a )?${own})?(?: de nuebo| otra bez| nuebamente)?`,
  `(?:si )?${please}(?:bolber|boltar|seguir|continuar) (?:a )?(?:recibir|recibiendo|receber|recebendo|suscribirme|recibirlos)${things}(?: de nuebo| otra bez| nobamente)?`,
  `(?:si )?(?:quiero|quisiera|deseo|quero|gostaria de|acepto|aceito|autorizo) (?:recibir|receber)${things}(?: de nuebo| otra bez| nuebamente| nobamente)?`,
  `(?:me )?(?:suscribo|quiero suscribirme)(?: de nuebo| otra bez| nuebamente)?`,
  `(?:si )?(?:pueden|puede|puedes|podem) (?:bolber a |boltar a )?(?:escribirme|mandarme mensajes|enbiarme mensajes|me mandar mensagens)(?: de nuebo| otra bez| nuebamente)?`,
  `(?:buelban|buelba) a (?:escribirme|mandarme mensajes|enbiarme mensajes)`,
];

/** A refusal somewhere in a longer text: enough to ask. */
const hints = [
  `(?:dar|darme|darnos|darse|den|denme|dame|deme|doy) de baja(?! (?:\\S+ )?${words('tarjeta cuenta serbicio plan seguro linea contrato credito app producto prestamo internet deuda')}\\b)`,
  `no me (?:escriban?|escribas|enbien?|manden?|contacten?|molesten?)\\b(?! (?:el|la|los|las|un|una|al|a|hoy|manana)\\b)`,
  `^(?:no|nao|nunca) (?:quiero |quero )?(?:mas|mais)$|^(?:no|nao) me (?:llamen?|liguem?)(?: mas| mais)?$`,
  `(?:dejen?|deja|paren?) de (?:escribir|enbiar|mandar|molestar|contactar)(?:me|nos)?`,
  `(?:quiero|quero) (?:recibir |receber )?(?:mas |mais )?${words('mensajes mensagens sms publicidad propaganda spam')}`,
  `unsubscribe|opt out|desuscribir(?:me)?|descadastrar|stop (?:texting|messaging|emailing)`,
  `(?:nao|nunca) me (?:mande|mandem|enbie|enbiem|escreba|escrebam)`,
  `^cancele$|^me dan de baja$|^(?:solicito |pido )?(?:la )?eliminacion de mis datos(?: de contacto)?$`,
  `(?:saquen|quiten|borren|eliminen|sacar|quitar)(?:me)? de (?:la|su|esta|sus) (?:lista|base)`,
];
const notMeant =
  /\b(?:no|nao|sin) (?:(?:me|quiero|deseo|quero|que|den|des|quisiera|puedo) ){1,3}?(?:dar|darme|den|doy|desuscrib\w*|dejar|unsubscribe)\b/u;

/** People write b for v and the other way round; the patterns are written with either. */
const sameSound = (text: string): string => text.replaceAll('v', 'b');
const whole = (patterns: readonly string[]): RegExp => new RegExp(`^(?:${patterns.map(sameSound).join('|')})$`, 'u');
const refusal = whole(refusals);
const optIn = whole(optIns);
const hint = new RegExp(`\\b(?:${hints.map(sameSound).join('|')})`, 'u');
const politeRequest = /^(?:me |nos )?(?:puede|podr|podes|poder|podem|pode|can you|could you)/u;

interface Clause {
  readonly text: string;
  readonly isQuestion: boolean;
  /** Every word begins with a capital, or there are digits or an address: a name, a line of a signature. */
  readonly isNameLike: boolean;
}

/** Sentences of the text without what programs and offices add. */
const sentences = (text: string): readonly string[] => {
  const kept: string[] = [];
  let inFooter = false;
  const apart = text.replace(
    /\s(?=(?:enviado desde|sent from|enviado do meu|enviado de mi|get outlook|obtener outlook)\b)/giu,
    '\n',
  );
  for (const line of apart.split(/\r?\n/)) {
    if (separator.test(line)) break;
    if (line.trim() === '') inFooter = false;
    for (const sentence of line.split(/(?<=[.!?…])\s+/u)) {
      inFooter ||= footer.test(sentence.trim());
      if (!inFooter && sentence.trim() !== '') kept.push(sentence);
    }
  }
  return kept;
};

/** Who owes says it of a payment that was made; `cancele` alone can be the other word. */
const paid = /cancelé|(?<!\p{L})(?:ya|já|ja) (?:lo |la )?cancele(?!\p{L})/giu;

/** Letters without accents, in lower case; lengthened ones shortened; anything else is a blank. */
const folded = (text: string): string => {
  const plain = sameSound(
    text
      .replace(paid, 'cancelado')
      .normalize('NFKD')
      .replace(/\p{Mn}/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\d]+/gu, ' ')
      .replace(/(\p{L})\1{2,}/gu, '$1')
      .trim(),
  );
  const parts = plain.replace(/\be (?=mails?\b)/gu, 'e').split(' ');
  const letters = parts.length > 2 && parts.every((part) => part.length === 1) ? [parts.join('')] : parts;
  return letters
    .filter((part, position) => part !== letters[position - 1])
    .map((part) => (part === 'q' || part === 'k' ? 'que' : part.replace(/^k(?=[ei])/u, 'qu')))
    .join(' ');
};
const courtesyFolded = new Set([...courtesy].map(sameSound));

/** Without courtesy around it. `x favor` and `muchas gracias` go word by word. */
const withoutCourtesy = (text: string): string => {
  const parts = text.split(' ');
  const isCourtesy = (part: string | undefined, next: string | undefined): boolean =>
    part !== undefined && (courtesyFolded.has(part) || (part === 'x' && next === 'fabor'));
  while (isCourtesy(parts[0], parts[1])) parts.shift();
  while (isCourtesy(parts.at(-1), undefined) || (parts.at(-1) === 'x' && parts.length > 1)) parts.pop();
  return parts.join(' ');
};

const small = new Set(['de', 'del', 'la', 'las', 'los', 'da', 'do', 'dos', 'y', 'e']);
const looksLikeName = (raw: string): boolean => {
  const parts = raw.trim().split(/\s+/);
  if (parts.length > 6) return false;
  if (/@|https?:|www\.|\+?\d[\d .()-]{6,}/u.test(raw)) return true;
  return parts.every((part) => /^\P{L}*\p{Lu}/u.test(part) || small.has(part.toLowerCase()));
};

const clausesOf = (text: string): readonly Clause[] => {
  const clean = text
    .slice(0, maxLength)
    .replace(/[\p{Cf}\p{Co}\u{115F}\u{1160}\u{3164}]/gu, '')
    // `B.A.J.A.`
    .replace(/(?<!\p{L})\p{L}(?:[.·*_-]\p{L}){2,}(?!\p{L})/gu, (spelled) => spelled.replace(/\P{L}/gu, ''));
  return sentences(clean)
    .flatMap((sentence) => sentence.split(/(?<=[.!?;,:…])\s+|\s+[-–—|/]\s+|(?<=[.!?;,])(?=\p{L})/u))
    .slice(0, maxClauses + 1)
    .map((raw) => ({
      text: withoutCourtesy(folded(raw)),
      isQuestion: raw.includes('?'),
      isNameLike: looksLikeName(raw),
    }))
    .filter((clause) => clause.text !== '');
};

const isRefusal = ({ text, isQuestion }: Clause): boolean =>
  refusal.test(text) && (!isQuestion || politeRequest.test(text));

/** What the whole text says; undefined: nothing about further messages. */
export const wishOf = (text: string): Wish | undefined => {
  const clauses = clausesOf(text);
  if (clauses.length === 0) return undefined;
  const first = clauses.findIndex((clause) => isRefusal(clause) || optIn.test(clause.text));
  const isQuiet = (clause: Clause, position: number): boolean =>
    neutral.test(clause.text) || (clause.isNameLike && first >= 0 && position > first);
  const said = clauses.filter((clause, position) => isRefusal(clause) || !isQuiet(clause, position));
  if (clauses.length <= maxClauses && said.length > 0) {
    if (said.every(isRefusal)) return 'opt_out';
    if (said.every((clause) => optIn.test(clause.text) && !clause.isQuestion)) return 'opt_in';
  }
  const isNear = clauses.some(
    (clause) =>
      (refusal.test(clause.text) && clause.text.length > 2) || (hint.test(clause.text) && !notMeant.test(clause.text)),
  );
  return isNear ? 'maybe_opt_out' : undefined;
};

/** Of a mail: its own words, or its subject where it has none; a subject beside other words only makes us ask. */
export const wishOfMail = ({ subject, words: body }: { readonly subject: string; readonly words: string }) => {
  const told = wishOf(body);
  if (told !== undefined || /^\s*(?:re|rv|res|fwd?|enc)\s*:/iu.test(subject)) return told;
  const titled = wishOf(subject);
  if (titled === undefined) return undefined;
  return clausesOf(body).every((clause) => neutral.test(clause.text) || clause.isNameLike) ? titled : 'maybe_opt_out';
};
