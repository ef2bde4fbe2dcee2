/**
 * What programs write into mail that says of itself in no header that no person wrote it, in Spanish, Portuguese and
 * English. Each pattern is one sign; `automaticKind` says which must agree. Pure; every gap is bounded.
 */

const any = (...patterns: readonly string[]): RegExp => new RegExp(patterns.map((one) => `(?:${one})`).join('|'), 'iu');

/** Subject of a mail about one that was not delivered; an answer to such a mail begins with `Re:` and is none. */
export const bounceSubject = any(
  '^\\W*(?:returned mail|undeliver(?:able|ed)|undelivered mail|mail (?:delivery )?(?:failed|failure|system error|error|could not be delivered)|delivery (?:status|failure|has failed|problem|notification|failed|error)|failed (?:mail|delivery)|failure (?:notice|delivery)|permanent delivery failure|non-?deliver|message (?:not delivered|undeliverable|could not be delivered|status)|could not (?:deliver|send)|warning: (?:could not|message)|delayed mail|mail failed|nondeliverable|rejected:|bounce\\b|message delivery failure|mail delivery|postfix smtp server|unable to deliver|error sending|unzustellbar|non remis|mancata consegna)',
  '^\\W*(?:no se (?:pudo|ha podido|puede) entregar|no entregad[oa]|no se entreg[oó]|mensaje no (?:entregado|enviado)|correo (?:no entregado|devuelto)|error (?:de|en la) (?:entrega|env[ií]o)|fallo (?:de|en la) entrega|entrega (?:fallida|retrasada|demorada)|notificaci[oó]n de (?:estado de |no )?(?:la )?entrega|devuelto al remitente|n[aã]o (?:foi poss[ií]vel entregar|entregue)|mensagem (?:n[aã]o entregue|devolvida)|falha (?:na|de|ao) entrega|n[aã]o entregue|entrega (?:falhou|n[aã]o realizada)|devolu[cç][aã]o de (?:mensagem|e-?mail))',
);

/** What only programs write: their names, their reports' fields, pieces of a dialogue between mail servers. */
export const dialogue = any(
  'this is the (?:mail system|[\\w. -]{1,40} (?:mail agent|program|mailer-?daemon))|this (?:message|report|e?mail) was (?:created|generated) automatically by (?:the )?mail|este mensaje (?:fue|ha sido) (?:creado|generado) autom[aá]ticamente por|delivery status notification|reporting-mta:|final-recipient:|diagnostic-code:|transcript of (?:the )?session|addresses? had (?:permanent|delivery|transient)|qmail-send program|original message was received at|message log follows|remote host said|rcpt to:|did not reach the following recipient|(?:delivery|your (?:message|delivery)) (?:to|for) (?:the )?following (?:recipients?|address(?:es)?)|automatic bounce',
  '(?:^|[^\\d])(?:55[0-4]|45[0-2]|421)[ -]#?[45]\\.\\d{1,3}\\.\\d{1,3}|mail-?demon',
);

/** What a program says as well as a person whose parcel did not come: it counts where a mail server is the sender. */
export const bounceWords = any(
  'was not delivered to|(?:could|can|was|were)(?: ?not|n.t) (?:be )?(?:deliver|able to deliver|reach|sent)|unable to deliver|failed to deliver|undeliverable|delivery (?:has )?failed|(?:user|mailbox|recipient|host)(?:.s)?(?: name)? (?:is )?(?:unknown|full|not found|unavailable)|mail(?:box)? (?:is )?full|returned to sender|invalid (?:user|recipient|address)|no valid recipients',
  'no se (?:pudo|ha podido|puede) entregar|no pudo ser entregad|no fue entregad|no se entreg[oó]|no ha sido entregad|n[aã]o (?:p[oô]de ser|foi) (?:poss[ií]vel |)entreg|n[aã]o foi entregue|usuario (?:desconocido|no existe)|buz[oó]n (?:lleno|inexistente)|casilla (?:llena|inexistente)|caixa (?:postal|de correio) (?:cheia|inexistente)|usu[aá]rio (?:desconhecido|inexistente)',
);

/** What SNS mails of SES's events are. */
export const notification =
  /^\s*\{\s*"(?:notificationType|eventType|Type)"\s*:\s*"(?:Bounce|Complaint|Delivery|Send|Notification|SubscriptionConfirmation)"/;

export const complaintSubject = any(
  '^\\W*(?:complaint (?:about|from)|abuse report|fw: .{0,80}complaint|feedback report|spam complaint|email feedback report|denuncia de (?:spam|abuso))',
);

/** Subject that programs put before that of the mail they answer. */
export const absenceSubject = any(
  '^\\W*(?:auto(?:m[aá]tic[oa]?|matic|matische)?[ -]?(?:reply|response|respuesta|resposta|antwort|answer)|auto:|autom[aá]tico:|out of (?:the )?office|ooo:|on vacation:|vacation:|abwesenheit)',
  '^\\W*(?:(?:respuesta|contestaci[oó]n|resposta|mensaje|mensagem) autom[aá]tica?|mensaje autom[aá]tico|auto-?respuesta|auto-?resposta|fuera de (?:la )?oficina|fora d[oe] escrit[oó]rio|r[eé]ponse automatique|risposta automatica)',
  '^yahoo!? auto response|\\bis out of the office\\b|\\best[aá] (?:fuera de la oficina|ausente)\\b|antispam uol',
);
/** Subject that people choose as well; it counts beside a header that asks for no automatic answer. */
export const leaveSubject = any(
  '^\\W*(?:ausente|ausencia|aviso de ausencia|de vacaciones|vacaciones|no disponible|aus[eê]ncia|de f[eé]rias|f[eé]rias|absence|vacation|away from)',
);

export const absenceWords = any(
  'out of (?:the )?office|on (?:annual |maternity |sick )?(?:leave|vacation|holidays?)|(?:i am|i.m|i will be) (?:away|currently|out|on|only|not|traveling|travelling)|away from|limited access to (?:my )?e?-?mail|will (?:return|be back|reply|respond)|return(?:ing)? (?:on|to the office)|(?:thank you|thanks) for (?:your|contacting|writing)|we have received|do not reply|automatic|as soon as (?:possible|i)|back on|no longer (?:work|with)',
  'fuera de (?:la )?(?:oficina|lugar)|fuera del (?:pa[ií]s|trabajo)|vacaciones|licencia|permiso|ausente|ausencia|de viaje|regres(?:o|ar[eé]|ando)|volver[eé]|retorn|estar[eé] (?:de vuelta|disponible|ausente|fuera)|acceso limitado|gracias por (?:tu|su|escribir|contactar|comunicar)|hemos recibido|a la brevedad|le (?:responder|contestar)|no responda|autom[aá]tic|ya no (?:trabajo|trabaja|labora)|en mi ausencia|urgen',
  'f[eé]rias|licen[cç]a|fora do escrit[oó]rio|aus[eê]ncia|retornarei|voltarei|estarei|obrigad[oa] pel[oa]|recebemos (?:sua|seu)|responderei|responderemos|n[aã]o responda|confirm(?:e|ar|a[cç][aã]o)|urg[eê]n',
);

/** A sentence in which the mail says of itself that a program sent it. */
export const machineWords = any(
  '(?:^|\\n|[.!]\\s)\\W{0,12}(?:this (?:is|e-?mail is|message is) an? (?:automat(?:ed|ic)|auto)[ -]?(?:ally generated )?(?:reply|response|answer|message|e-?mail|notification|acknowledg\\w{1,8})|this (?:message|e-?mail|reply) (?:was|is|has been) (?:sent |generated |created )?automatically(?: (?:generated|sent|created))?)',
  '(?:^|\\n|[.!]\\s)\\W{0,12}est[ea] (?:es )?(?:un |una )?(?:mensaje|respuesta|correo|e-?mail|mail|contestaci[oó]n)(?: electr[oó]nico)?(?: de respuesta)? (?:es |fue |ha sido |se )?(?:(?:un|una) )?(?:(?:mensaje|respuesta|correo) )?(?:generad[oa]|enviad[oa]|gener[oó]|envi[oó])?(?: de (?:forma|manera))?\\s?autom[aá]tic',
  '(?:^|\\n|[.!]\\s)\\W{0,12}est[ea] (?:[eé] )?(?:uma? )?(?:mensagem|resposta|e-?mail)(?: [eé]| foi)?(?: uma?)?(?: (?:mensagem|resposta))?(?: (?:gerad[oa]|enviad[oa]))?(?: de forma)?\\s?autom[aá]tic',
  '(?:no|por favor,? no|favor (?:de )?no) (?:responda[ns]?|contest(?:e|ar)|responder) (?:a )?(?:este|a este) (?:correo|mensaje|e-?mail|mail)\\b.{0,60}(?:autom[aá]tic|no (?:es|ser[aá]) (?:monitorea|revisa|le[ií])|bandeja)',
  '(?:^|\\n)\\W{0,12}(?:(?:mensaje|respuesta|correo|mensagem|resposta) autom[aá]tic[oa]|automatic (?:reply|response|message))\\s{0,3}(?:[:.]|\\r?\\n|$)',
  // Programs that let a sender prove first that he is no program.
  'this account is protected by\\b|antispam uol|your (?:message|e-?mail) (?:is being held|has not been delivered|requires verification)|(?:click|haga clic|clique) .{0,80}(?:to (?:verify|confirm) (?:that )?you|para (?:confirmar|verificar) (?:que )?(?:usted|voc[eê]|su (?:env[ií]o|mensaje)))',
);

/** What help desks put before the first answer of a person; with their words it is a program's. */
export const ticketSubject = any(
  '\\b(?:tickets?|casos?|solicitud|requerimiento|reclamo|case|request|chamado|solicita[cç][aã]o)\\b.{0,40}\\b(?:recibid[oa]|cread[oa]|registrad[oa]|ingresad[oa]|received|created|opened|recebid[oa]|criad[oa]|abert[oa])\\b',
);
export const ticketWords = any(
  '(?:hemos recibido|recibimos|we(?: have)? received|recebemos) (?:su|tu|your|a sua|sua|o seu|seu)\\s|(?:se (?:ha )?(?:cre[oó]|creado|gener[oó]|generado|registr[oó]|registrado)|(?:fue|ha sido|foi|was|has been) (?:cread|generad|registrad|recibid|recebid|criad|abert|created|opened|received))',
);

export const receiptSubject = any(
  '^\\W*(?:le[ií]d[oa]|read|lida?|no le[ií]do|not read|n[aã]o lida|confirmaci[oó]n de lectura|confirma[cç][aã]o de leitura|read receipt|eliminado sin leer|deleted)\\s?:',
);
export const receiptWords = any(
  'was (?:read|displayed|deleted without)|your message\\s|fue (?:le[ií]d|abiert|mostrad|eliminad)|se ley[oó]|el mensaje\\s|su mensaje\\s|foi (?:lid|exibid|exclu[ií]d)|sua mensagem\\s',
);
