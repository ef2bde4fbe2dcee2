/**
 * What mail servers say when they refuse a mail, in the languages of the Americas: a reviewed list of the sentences of
 * Gmail, Outlook and Exchange, Yahoo, iCloud, Zoho, Proofpoint, Mimecast, Barracuda, Trend Micro, postfix, exim, qmail,
 * sendmail, Courier, Domino and of the providers of Latin America. Read over a text of `normaliseAnswer`. Every gap is
 * bounded, so that a hostile text costs no more than its length.
 */

/** Longest answer that is read, in UTF-16 code units. */
const maxAnswer = 1_000;

/** Prefixes that a relaying server puts before the answer it quotes; they say nothing themselves. */
const relayedBy = /unknown address error|(?:remote server returned )?unknown recipient or mailbox unavailable ->/g;

/**
 * Folds case, accents, blanks and the marks of continued lines (`550-5.1.1 `); a mail address becomes `@@` and the name
 * of a host that is quoted goes, since either can hold any word.
 */
export const normaliseAnswer = (text: string): string =>
  text
    .slice(0, maxAnswer)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/[<[("]?[\w+=%~!#$&*/^{|}-]{1,64}(?:\.[\w+=%~!#$&*/^{|}-]{1,64}){0,8}@[\w.-]{1,120}[>\])"]?/g, '@@')
    .replace(/\bhost [\w.-]{1,120} ?\[[^\]]{0,60}\]/g, 'host')
    .replace(/ \[[\w.-]{0,80}\.outlook\.com[^\]]{0,60}\]/g, '')
    .replace(/ (?:\d{3}[- ])?#?[245]\.\d{1,3}\.\d{1,3}(?= [a-z])/g, ' ')
    .replace(relayedBy, ' ');

const any = (...patterns: readonly string[]): RegExp => new RegExp(patterns.map((one) => `(?:${one})`).join('|'));

const box =
  '(?:users?|user ?name|mail ?box|e-?mail ?box|inbox|recipients?|rcpt(?: to)?|addressee|accounts?|address|e-?mail address|alias|local[- ]?part|customer|person|destinatari[oa]s?|usuari[oa]|cuenta|casilla|buzon|direccion|correo|endereco|conta|caixa (?:postal|de correio|de e-?mail|de entrada)|e-?mail|destinataire|utilisateur|boite|adresse|compte|utente|casella|indirizzo|empfanger|benutzer|postfach|@@)';

/** No sentence ends between a mailbox and what is said of it. */
const gap = '[^.;!]{0,60}?';

const absentAfter =
  "(?:(?:does|do|did|is|was|are|were|has|have) ?n[o']t (?:have an? |found|exist|known|valid|a valid|registered|recogni[sz]ed|local|listed|here|in (?:the )?(?:directory|recipient list)|an active)|doesn't have an?|(?:cannot|can't|could not) be (?:found|verified)|closed\\b|not activated|not a member of|no exist|can't be found|could ?n[o']t be found|not (?:found|exist|known|valid|a valid|recogni[sz]ed|registered|in (?:the )?(?:directory|recipient list))|unknown|invalid|is wrong|no longer (?:valid|exists?|available|in use|on server|active)|non-?existent|unallocated|unavailable: user is terminated|(?:was |has been )?deleted|marked as invalid|no existe|inexistente|desconocid[oa]|desconhecid[oa]|no (?:fue |ha sido )?encontrad[oa]|no (?:es )?valid[oa]|invalid[oa]|no se encuentra|no corresponde a|dad[oa] de baja|ya no (?:existe|pertenece|trabaja|labora|es valid[oa])|nao (?:existe|encontrad[oa]|foi encontrad[oa]|localizad[oa]|e valid[oa]|cadastrad[oa])|inconnue?|invalide|inexistant|n'existe pas|sconosciuto|non esiste|inesistente|unbekannt|existiert nicht)";

const absentBefore =
  '(?:no such|unknown or illegal|illegal|wrong|unknown|invalid|non-?existent|bad destination|incorrect|unrecogni[sz]ed|no valid|not a (?:valid|known)|not an? active|no existe (?:el|la|ese|esa|este|esta|dich[oa]|ningun[ao]?)|no hay (?:tal|ningun)|nao existe (?:o|a|esse|essa|este|esta)|unbekannter?)';

/** There is no such mailbox. */
export const absent = any(
  `\\b${box}\\b${gap}\\b${absentAfter}\\b`,
  `@@(?:\\.{3}|:|>)? ?(?:[-,] ?)?${gap}${absentAfter}\\b`,
  `\\b${absentBefore} (?:local |such |e-?mail |virtual |mail |remote )?${box}\\b`,
  `\\bno (?:mail ?box|account|user|person|one|recipient|address) (?:here )?(?:by|with|at|for|found)\\b`,
  '\\bno (?:mail ?box|account) here by that name|not our customer|unknown local[- ]?part|unable to validate recipient|not listed in (?:the )?(?:public|domino|name)|no longer (?:an employee|with (?:us|the company)|on server)|destinatario (?:errato|incorrecto|errado|equivocado)|not a valid user|no existe dicha persona|invalid mailbox\\b',
  '\\brecip(?:ient)?notfound\\b|nosuchuser\\b|recipient address rejected: (?:invalid-recipient|no-domain|userunknown)|badrcptto|validrcptto\\b|cuda_nsu',
  "\\bcan'?t accept user|no longer accepts mail|address (?:is )?wrong or no longer valid|has moved|has been replaced by|there is no one at this address|name is not found|to (?:the )?address(?:ee)? unknown|\\bis not a known\\b",
);

/** The domain of the address is none that takes mail. */
export const noDomain = any(
  "\\bnxdomain\\b|null ?mx\\b|no such domain|host unknown|unknown host|non-?existent domain|invalid domain$|domain not found|domain name not found|host or domain name not found(?!.{0,120}try again)|recipient domain must exist|domain (?:does not|doesn't) (?:exist|receive e?-?mail|accept e?-?mail)|had no relevant answers|(?:el )?dominio (?:no existe|inexistente|desconocido)|dominio (?:nao existe|inexistente)|domain is not reachable|no mx record found for domain|does not accept mail \\(nullmx",
);

/** The mailbox stands, and is shut for good. */
export const disabled = any(
  `\\b${box}\\b${gap}\\b(?:disabled|deactivated|suspended|inactive|(?:temporar(?:y|ily) |is |was |has been |currently )(?:locked|blocked|closed)|frozen|expired|archived|terminated|discontinued|deshabilitad[oa]|desactivad[oa]|desativad[oa]|suspendid[oa]|suspens[oa]|inactiv[oa]|inativ[oa]|cancelad[oa]|cerrad[oa]|eliminad[oa]|bloquead[oa]|encerrad[oa]|excluid[oa]|archivee?|est bloque)\\b`,
  '\\b(?:disabled|deactivated|inactive|suspended|expired|blocked due to inactivity) (?:user|account|mailbox|recipient|e-?mail address)\\b|disableduser\\b|accountdisabled|user (?:not active|suspended)|invalid/inactive user|extended inactivity|rejected: inactive|mailbox unavailable or access denied|is now disabled|is not accepting (?:any )?(?:new )?(?:mail|messages)|mail receiving disabled',
);

/** The mailbox has no room; a limit of what the sender may send is none. */
export const full = any(
  '\\bover[- ]?quota|overquota(?:perm|temp)|(?:mail ?box|inbox|maildir|folder|account|storage)\\b[^.;]{0,50}\\bfull\\b|space not enough|quota[^.;]{0,30}exceed|exceed[^.;]{0,30}(?:quota|storage space)|exceeds allowed size|exhausted allowed|quota full|full mail ?box|mailboxfull|quotaexceeded|quota (?:exceeded|usage exceeded|violation|excedida|superada|full)|exceed(?:s|ed|ing)? (?:their |its |the |his |your )?(?:mail ?box |storage |disk |mail )?(?:quota|storage|allocation|disk space|space limit)|exceeded storage|storage (?:limit|space|allocation|full)|out of (?:storage|space)|no space left|(?:insufficient|not enough|not sufficient|does not have enough) (?:disk |storage |mailbox )?(?:space|storage)|mail ?box (?:size )?(?:limit|quota) (?:was |has been )?exceeded|mail ?box would exceed|exceeded the local limit|space has been used up|too many messages on the server|too much mail data|mail file size exceeds|account disabled temporar\\w{1,4} for exceeding|disk (?:is )?full|disk quota|too much data in (?:the )?mail ?box',
  '\\b(?:buzon|casilla|bandeja|cuenta)\\b[^.;]{0,40}\\b(?:llen[oa]|sin espacio)\\b|(?:excede|excedio|supera|supero|excedid[oa]|superad[oa])\\b[^.;]{0,30}\\b(?:cuota|espacio|almacenamiento)|cuota[^.;]{0,30}(?:excedida|superada|llena|agotada)|sin espacio (?:en|disponible)|espacio insuficiente|no hay (?:suficiente )?espacio|limite de (?:espacio|almacenamiento|cuota|capacidad)|capacidad (?:maxima|agotada|excedida)|(?:caixa|conta)\\b[^.;]{0,40}\\b(?:chei[oa]|lotad[oa])\\b|(?:cota|quota)[^.;]{0,30}(?:excedida|ultrapassada|esgotada|estourada)|(?:excedeu|ultrapassou|atingiu|estourou)[^.;]{0,30}(?:cota|quota|espaco|armazenamento|capacidade)|espaco insuficiente|sem espaco|limite de armazenamento|boite[^.;]{0,40}pleine|casella[^.;]{0,20}piena|postfach[^.;]{0,20}voll',
);

/** The mailbox takes no more for now, from anybody or from us. */
export const rate = any(
  'receiving mail (?:at a rate|too quickly)|receivingrate|exceeded (?:their|the) limit for the number of messages (?:they|it) can receive|recipient (?:has )?received too many|mensajes? por hora superado',
);

/** About the sender's own address, name or host, also where it "does not exist". */
export const senderAddress =
  /\b(?:sender|originator|return[- ]path|reverse[- ]path|mail[- ]?from(?: address| domain| command)?|envelope[- ]from|from(?: header| domain| address|:)|emetteur|remitente|remetente|absender|mittente|helo|ehlo|client host|sending (?:domain|host|mta|server|ip))\b.{0,90}?(?:reject|invalid|unknown|not exist|not found|not verif|verif|denied|blocked|refused|black|not allowed|not authori[sz]ed|no permit|no autoriz|nao autoriz|rechaz|bloque|rejeit|not resolve|unresolv|not accepted|need fully|does not|do not|is not|null ?mx|no existe|inexistente|owned by)[^.;]{0,60}/g;

/** A sender whom the server asked about and did not find: words about a missing mailbox then speak of ours. */
export const senderVerified = /sender verif(?:y|ication)|verify (?:the )?sender|sender callout/;

/** The server, its lists or its owner refuse the sender. */
export const sender = any(
  'spamhaus|spamcop|sorbs|barracudacentral|barracudanetworks|senderbase|cloudmark|csi\\.|proofpoint\\.com|invaluement|uribl|surbl|\\bd?ns?[bw]l\\b|dnsbl|\\brbl\\b|\\b[xsp]bl\\b|black ?-?list|block ?-?list|deny ?list|lista negra|listas negras|(?<!not )listed (?:at|in|by|on)\\b|(?<!not )is listed',
  '\\bdmarc\\b|\\bspf\\b|\\bdkim\\b|\\barc\\b seal|unauthenticated|not authenticated|auth(?:entication)? (?:required|failed|failure|results|checks?)|authrequired|smtp authentication|unsigned|purported responsible|(?:must|should) (?:pass|authenticate)|not pass (?:authentication|dmarc)|spoof|falsificad|suplantac',
  'reverse dns|dns (?:mx|ptr|a/aaaa)|resource record|dns inverso|dns reverso|\\br?dns ptr|\\bptr\\b|\\brdns\\b|dynamic ip|ips? dinamica|mismatches client ip|poor reputation|bad reputation|low reputation|reputation|reputacion|reputacao',
  "\\b(?:your|sender'?s?|sending|source|client|server|connecting|host) (?:ip|server|network|host|domain|address is (?:black|block|list))|\\bip (?:address|source|frequency)|\\bip\\b.{0,40}\\b(?:block|bann|list|reject|denied|refus|spam)|bad ip|banned|bann|(?:la |su |direccion |endereco )ip\\b.{0,60}(?:bloque|rechaz|list|rejeit)|client host|host network not allowed",
  'excessive userid|too many (?:sessions|connections|recipients|messages|emails|mails|spam|invalid|errors|concurrent|unwanted)|rate[- ]?limit|limit(?:e)? (?:de|of|on) (?:envios?|messages|sending)|frequency limited|sending limit|daily (?:limit|quota|sending)|hourly limit|exceeded (?:the |its |your |their )?(?:max |maximum )?(?:limit for the number of messages (?:they|it) can send|(?:defers and failures|emails per hour|sending|outgoing|hourly|daily))|has exceeded the max|queue quota|demasiad[oa]s (?:conexiones|mensajes|correos|destinatarios)|muitas (?:conexoes|mensagens)|too fast|throttl|unusual rate|unexpected volume|user complaints|complaints',
  'grey ?-?list|gray ?-?list|lista gris|tls (?:is )?required|starttls|protocol (?:violation|error)|bad sequence|improper sequence|open (?:relay|proxy)|connections? (?:will |are |is )?(?:not (?:be )?accepted|refused|dropped|rejected)|not accepted from|not allowed to (?:connect|send)|access to (?:submit|this mail system)|you are not (?:allowed|permitted|authorized)|server access forbidden|recipient preferences|only accept(?:s|ing)? (?:mail|e-?mail|messages) from|user rules|blocked by (?:the )?recipient|rejected by (?:this |the )?(?:user|recipient)|refuse[sd]? to (?:accept|receive) (?:your|this)|rejected by recipients|notauthorized|not authori[sz]ed to|members[- ]only|non-?member|not subscribed|block-(?:send-er|rcpt)|customized-block|senderfilterconfig|envelope blocked|not on the recipient|approved senders|challenge|whitelist|allowed rcpthosts?|batv|backscatter',
  'postmaster\\.info\\.aol|(?:helo|ehlo) (?:argument|name|command)|(?:address|domain|direccion|dominio|endereco) (?:of|del?|do) (?:the )?(?:sender|originator|remitente|remetente)\\b|(?:de|desde|do|deste) (?:este |seu |su )?(?:remitente|remetente)\\b|no (?:se )?acept\\w{1,4} (?:correos?|mensajes?|mails?) (?:de|desde)\\b|nao (?:se )?aceita\\w{0,3} (?:mensage(?:m|ns)|e-?mails?) d[aeo]|(?:de|desde) su (?:dominio|servidor)|(?:do|de) seu (?:dominio|servidor)|maximo de (?:mensajes|correos|mensagens|envios|e-?mails)',
  'remitente (?:bloquead|rechazad|no autorizad|invalid)|remetente (?:bloquead|rejeitad|nao autorizad|invalid)|emisor (?:bloquead|rechazad)|dominio (?:bloquead|rechazad|rejeitad)|bloqueado por|no (?:esta|tiene) (?:autorizado|permiso)|acesso negado|servidor (?:bloquead|rechazad)|conexao (?:recusad|rejeitad)|conexion (?:rechazad|bloquead)|adresse ip',
);

/** What was written, or carried along, is refused. */
export const content = any(
  '(?<![\\w.@/-])(?:anti-?)?spam(?:my|ming|assassin|mer)?(?![\\w-]{0,30}\\.[a-z])|notspam|unsolicited|junk ?mail|\\bube\\b|\\bbulk (?:mail|e-?mail)|suspicious|suspected|phish|sospechos[oa]|suspeit[oa]|malware|virus|viruses|banned content|correo no deseado|no deseado|no solicitado|lixo eletronico|indesejad|publicidad|pourriel|courrier indesirable',
  'content (?:filter|reject|denied|blocked|not accepted|refused)|contenido (?:no permitido|rechazad|bloquead|prohibid)|conteudo (?:nao permitido|rejeitad|bloquead|proibid)|message (?:was |has been |is |being )*(?:filtered|considered|classified|identified|flagged|detected|scored|malformed)|illegal attachment|attachments? (?:not|type|is|was|are)|adjunto|anexo|executable|macro',
  'message (?:size|length|is too|too) ?(?:exceed|large|big|long|limit)?|message size|too (?:large|big)|tamano|tamanho|taille limite|size (?:limit|exceed)|recipsizelimit|exceeds? (?:the )?(?:fixed |maximum |max |administrative |permitted )*(?:message )?(?:size|limit|length)|line (?:too long|limit)|administrative limit',
  'rfc.{0,6}compliant|not compliant|rfc ?\\d{3,4}|header|missing (?:a valid )?(?:date|from|message-id)|mime|bare lf|8-?bit|non-?ascii|charset|invalid characters',
  'loop\\b|loops back|hop count|too many hops|too many received|bucle',
);

/** Refused by rule: weaker than a code that names the mailbox. */
export const policy = any(
  'polic(?:y|ies)|politica|politique|prohibi|denied|denegad|negad[oa]|rejected|rechazad|rejeitad|recusad|refused|blocked|bloquead|relay|not permitted|no permitid|nao permitid|forbidden|not allowed|restrict|security|seguridad|seguranca|unable to relay|abuse|administrator|go away|no permit',
);

/** Names the recipient and not what is amiss: what RFC 5321 §4.2.3 writes after 550, and postfix before a reason. */
export const unavailable = any(
  'mail ?box (?:is )?(?:un|not )?(?:available|avaiable)|mailbox not available|(?:recipient|address|addresses|rcpt|user)s? (?:rejected|refused|reject|unavailable|not accepted|is not accepted|undeliverable)|recipient refused|all recipient|undeliverable|unrouteable|unroutable|invalid address|bad address|user not local|(?:account|mailbox) not available|(?:cuenta|usuario|direccion) no disponible|(?:conta|usuario|endereco) indisponivel|@@ rejected|bad recipient|bounced address|no valid recipients|casilla no disponible|buzon no disponible|destinatario (?:rechazado|rejeitado|recusado|no disponible|indisponivel)|caixa postal indisponivel|\\bnot ok\\b|does not like recipient|destination server rejected recipients|recipients was undeliverable',
);

/** Exchange Online's edge for a mailbox that its directory does not hold (`5.4.1`). */
export const edgeBlocked = /recipient address(?:es)? rejected ?: access denied/;

/** Part of the dialogue at which the mail was refused, where postfix or exim say it. */
export const refusedBeforeRecipient =
  /in reply to (?:mail from|helo|ehlo)|after (?:mail from|helo|ehlo|initial connection)|in reply to the greeting|refused to talk to me/;
export const refusedAfterRecipient = /in reply to (?:end of )?data|after (?:end of )?data/;
