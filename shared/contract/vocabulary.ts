/**
 * The words of the field, each list once: channels, statuses, failure classes, alert reasons, roles.
 * Labels in Spanish and English stand beside the codes (requirements, glossary). Imports nothing: the console takes it as
 * it is; what checks these words stands in `vocabulary-schemas.ts`.
 */
/** A label in the two languages of the console; Spanish first (glossary). */
export interface Label {
  readonly es: string;
  readonly en: string;
}

/** Channels of a contact address; a phone is one address per channel (design §4). */
export const channels = ['email', 'sms', 'whatsapp', 'call'] as const;
export type Channel = (typeof channels)[number];

/** Channels through which Contacta itself sends (Q2 counts only these). */
export const sendingChannels = ['email', 'sms', 'whatsapp'] as const;
export type SendingChannel = (typeof sendingChannels)[number];

export const channelLabels: Readonly<Record<Channel, Label>> = {
  email: { es: 'Correo', en: 'E-mail' },
  sms: { es: 'SMS', en: 'SMS' },
  whatsapp: { es: 'WhatsApp', en: 'WhatsApp' },
  call: { es: 'Llamada', en: 'Call' },
};

/** True when the company can send through the channel, false for `call`. */
export const isSendingChannel = (channel: Channel): channel is SendingChannel => channel !== 'call';

/** Roles of a user, weakest first (design §4). */
export const roles = ['viewer', 'advisor', 'supervisor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Whether somebody holds the role or a stronger one: what a supervisor may, an administrator may. */
export const hasRole = (held: readonly Role[], least: Role): boolean =>
  held.some((role) => roles.indexOf(role) >= roles.indexOf(least));

/** Who caused a message: a person (`manual`) or a flow, event or campaign (`automatic`) (Q7, Q8). */
export const purposes = ['manual', 'automatic'] as const;
export type Purpose = (typeof purposes)[number];

/** What an automatic message belongs to (B6). */
export const originKinds = ['flow', 'event', 'campaign'] as const;

/** Who wrote a message or had it sent: a person, what it belongs to, or a program that calls the API. */
export const authorKinds = ['user', ...originKinds, 'api'] as const;

export const directions = ['outbound', 'inbound'] as const;
export type Direction = (typeof directions)[number];

/** Status of a message as stored and shown (design §5). `replied` and `not_read` are derived for people (Q14). */
export const messageStatuses = [
  'scheduled',
  'queued',
  'deferred',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'blocked',
  'skipped',
  'outcome_unknown',
  'cancelled',
  'expired',
  'received',
] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** Progress of a message at its provider, lowest first. `none`: not accepted by a provider. */
export const progressSteps = ['none', 'sent', 'delivered', 'read'] as const;
export type Progress = (typeof progressSteps)[number];

/** The glossary of states (B10, C39, Q14): feminine for communications, masculine for messages. */
export interface StatusEntry {
  readonly status: MessageStatus | 'replied' | 'not_read';
  readonly communication: Label;
  readonly message: Label;
  readonly meaning: Label;
}

const entry = (
  status: StatusEntry['status'],
  [feminine, masculine, english]: readonly [string, string, string],
  meaning: Label,
): StatusEntry => ({
  status,
  communication: { es: feminine, en: english },
  message: { es: masculine, en: english },
  meaning,
});

export const statusGlossary: readonly StatusEntry[] = [
  entry('scheduled', ['programada', 'programado', 'scheduled'], {
    es: 'Se enviará en la fecha indicada.',
    en: 'Will be sent at the given time.',
  }),
  entry('queued', ['en cola', 'en cola', 'queued'], { es: 'Espera su turno de envío.', en: 'Waiting its turn.' }),
  entry('deferred', ['aplazada', 'aplazado', 'deferred'], {
    es: 'Espera otro intento, el horario permitido o que se reanuden los envíos.',
    en: 'Waiting for another attempt, for the permitted hours or for sending to resume.',
  }),
  entry('sending', ['enviando', 'enviando', 'sending'], { es: 'Se está enviando.', en: 'Being sent.' }),
  entry('sent', ['enviada', 'enviado', 'sent'], {
    es: 'El proveedor la aceptó.',
    en: 'The provider accepted it.',
  }),
  entry('delivered', ['entregada', 'entregado', 'delivered'], {
    es: 'Llegó a la dirección.',
    en: 'Reached the address.',
  }),
  entry('not_read', ['no leída', 'no leído', 'not read'], {
    es: 'Entregada y aún no leída.',
    en: 'Delivered but not read yet.',
  }),
  entry('read', ['leída', 'leído', 'read'], { es: 'El cliente la abrió.', en: 'The customer opened it.' }),
  entry('replied', ['respondida', 'respondido', 'replied'], {
    es: 'El cliente respondió.',
    en: 'The customer answered.',
  }),
  entry('failed', ['fallida', 'fallido', 'failed'], {
    es: 'No se pudo entregar; se muestra el motivo.',
    en: 'Could not be delivered; the reason is shown.',
  }),
  entry('blocked', ['bloqueada', 'bloqueado', 'blocked'], {
    es: 'No se envió: la dirección tiene una alerta, o una regla lo impide.',
    en: 'Not sent: the address has an alert, or a rule forbids it.',
  }),
  entry('skipped', ['omitida', 'omitido', 'skipped'], {
    es: 'No se envió porque las comunicaciones estaban en pausa.',
    en: 'Not sent because communications were paused.',
  }),
  entry('outcome_unknown', ['resultado desconocido', 'resultado desconocido', 'outcome unknown'], {
    es: 'No se sabe si el proveedor la envió; no se repite por sí sola.',
    en: 'It is not known whether the provider sent it; it is not retried automatically.',
  }),
  entry('cancelled', ['cancelada', 'cancelado', 'cancelled'], {
    es: 'Se canceló antes de enviarla.',
    en: 'Cancelled before it was sent.',
  }),
  entry('expired', ['expirada', 'expirado', 'expired'], {
    es: 'No se envió: esperó hasta que dejó de ser útil.',
    en: 'Not sent: it waited until it was no longer useful.',
  }),
  entry('received', ['recibida', 'recibido', 'received'], {
    es: 'La escribió el cliente.',
    en: 'Written by the customer.',
  }),
];

/**
 * What a failure says of the address (delivery-events.md; design §5).
 * HARD and SUPPRESSED alert at once, SOFT after the threshold, OPT_OUT and COMPLAINT make a DND entry, the rest never
 * touches the address (Q1, F2), beside an UNKNOWN that a mail server gave for good: it counts towards the threshold.
 */
export const failureClasses = [
  'HARD',
  'SUPPRESSED',
  'OPT_OUT',
  'COMPLAINT',
  'SOFT',
  'CONTENT',
  'CONFIG',
  'WINDOW',
  'LIMIT',
  'SENDER',
  'RETRY',
  'UNKNOWN',
] as const;
export type FailureClass = (typeof failureClasses)[number];

/** Those that can decide an alert: UNKNOWN where a mail server refused for good (F2). */
export const alertClasses = ['HARD', 'SUPPRESSED', 'SOFT', 'UNKNOWN'] as const satisfies readonly FailureClass[];
export type AlertClass = (typeof alertClasses)[number];

/** What a failure comes to, for those who read it beside the message; the provider's own words stand behind it (F1). */
export const failureLabels: Readonly<Record<FailureClass, Label>> = {
  HARD: {
    es: 'La dirección no existe o no recibe mensajes.',
    en: 'The address does not exist or accepts no messages.',
  },
  SUPPRESSED: {
    es: 'La dirección está en la lista de supresión del proveedor.',
    en: "The address is on the provider's suppression list.",
  },
  OPT_OUT: { es: 'El cliente se dio de baja de este canal.', en: 'The customer opted out of this channel.' },
  COMPLAINT: { es: 'El cliente marcó el mensaje como no deseado.', en: 'The customer reported the message.' },
  SOFT: { es: 'No se pudo entregar por ahora.', en: 'Temporarily undeliverable.' },
  CONTENT: {
    es: 'El contenido fue rechazado: cambia el mensaje.',
    en: 'The content was rejected: change the message.',
  },
  CONFIG: { es: 'La cuenta de envío está mal configurada.', en: 'The sending account is not set up correctly.' },
  WINDOW: {
    es: 'Pasaron más de 24 horas desde el último mensaje del cliente.',
    en: "More than 24 hours have passed since the customer's last message.",
  },
  LIMIT: { es: 'Se alcanzó un límite de envíos del proveedor.', en: 'A sending limit of the provider was reached.' },
  SENDER: { es: 'El proveedor no acepta al remitente.', en: 'The provider does not accept the sender.' },
  RETRY: { es: 'El proveedor no respondió a tiempo.', en: 'The provider did not answer in time.' },
  UNKNOWN: { es: 'El proveedor no dijo por qué.', en: 'The provider gave no reason.' },
};

/** Reasons for which an alert is cleared; the first is preselected ("Dato verificado", Q9). */
export const clearReasons = ['verified', 'customer_confirmed', 'provider_error', 'other'] as const;

/** Why an address carries an alert: a stable code with the words that people read (F1). */
export const alertReasons = {
  ADDRESS_NOT_FOUND: { es: 'La dirección no existe', en: 'The address does not exist' },
  HARD_BOUNCE: { es: 'Rebote permanente', en: 'Permanent bounce' },
  PROVIDER_SUPPRESSED: {
    es: 'En la lista de supresión del proveedor',
    en: "On the provider's suppression list",
  },
  NUMBER_INVALID: { es: 'El número no es válido', en: 'The number is not valid' },
  RECIPIENT_BLOCKED: { es: 'El número bloquea los mensajes', en: 'The number blocks messages' },
  NO_WHATSAPP_ACCOUNT: { es: 'El número no tiene cuenta de WhatsApp', en: 'The number has no WhatsApp account' },
  REPEATED_FAILURES: { es: 'Fallos repetidos', en: 'Repeated failures' },
  WRONG_NUMBER: { es: 'Número equivocado', en: 'Wrong number' },
  MARKED_BY_HAND: { es: 'Marcada por el equipo', en: 'Marked by the team' },
} as const satisfies Record<string, Label>;
export type AlertReason = keyof typeof alertReasons;

/** Summary of a customer's addresses (Q2, Q2b): the stronger of the two wins. */
export const contactabilities = ['ok', 'problems', 'none'] as const;
export type Contactability = (typeof contactabilities)[number];

export const contactabilityLabels: Readonly<Record<Contactability, Label>> = {
  ok: { es: 'Contactable', en: 'Contactable' },
  problems: { es: 'Con problemas de contactabilidad', en: 'With contactability problems' },
  none: { es: 'No contactable', en: 'Not contactable' },
};

/** How far a DND entry reaches (Q7). */
export const dndScopes = ['campaigns', 'automatic', 'all'] as const;
export type DndScope = (typeof dndScopes)[number];

/**
 * Where a DND entry comes from. All but `manual` are the customer's own and lifted by supervisors only (Q9).
 * `marketing_stop`: no more marketing, said in WhatsApp's own settings or by its button.
 */
export const dndSources = ['manual', 'opt_out', 'complaint', 'marketing_stop'] as const;

/** "Does the customer opt out by it?", asked of people where a text is near a refusal (F24): `open` until it is answered. */
export const optOutAnswers = ['open', 'yes', 'no'] as const;
export type DndSource = (typeof dndSources)[number];

/** What the customer did to a message of his own. */
export const messageChanges = ['edited', 'deleted'] as const;

/** Reasons of the answer "can I contact?" with what to do next; the gate uses the same ones (F11, F12, E24–E27). */
export const contactReasons = {
  ADDRESS_ALERTED: {
    es: 'La dirección tiene una alerta de contactabilidad.',
    en: 'The address has a contactability alert.',
    next: { es: 'Corrige la dirección o elimina la alerta.', en: 'Correct the address or clear the alert.' },
  },
  PROVIDER_SUPPRESSED: {
    es: 'El proveedor aún tiene la dirección en su lista de supresión.',
    en: 'The provider still has the address on its suppression list.',
    next: { es: 'Elimina la alerta otra vez.', en: 'Clear the alert again.' },
  },
  CUSTOMER_NOT_CONTACTABLE: {
    es: 'Ninguna de las direcciones del cliente es válida.',
    en: "None of the customer's addresses is valid.",
    next: { es: 'Agrega o corrige una dirección.', en: 'Add or correct an address.' },
  },
  NO_ADDRESS: {
    es: 'El cliente no tiene direcciones de este canal.',
    en: 'The customer has no address for this channel.',
    next: { es: 'Agrega una dirección.', en: 'Add an address.' },
  },
  WRONG_NUMBER: {
    es: 'Una llamada indicó que el número es de otra persona.',
    en: 'A call showed that the number belongs to somebody else.',
    next: { es: 'Reemplaza el número.', en: 'Replace the number.' },
  },
  CONTACT_DND: {
    es: 'El cliente pidió no recibir estas comunicaciones.',
    en: 'The customer asked not to receive these communications.',
    next: { es: 'Usa otro canal, o registra su consentimiento.', en: 'Use another channel, or record consent.' },
  },
  CONTACT_PAUSED: {
    es: 'Las comunicaciones con el cliente están en pausa.',
    en: 'Communications with the customer are paused.',
    next: { es: 'Espera el fin de la pausa o quítala.', en: 'Wait for the end of the pause or lift it.' },
  },
  PROMISE_OPEN: {
    es: 'El cliente prometió pagar y la fecha aún no pasa.',
    en: 'The customer promised to pay and the date has not passed.',
    next: { es: 'Espera la fecha prometida.', en: 'Wait for the promised date.' },
  },
  CONTACT_STOPPED: {
    es: 'Las comunicaciones con el cliente están detenidas.',
    en: 'Communications with the customer are stopped.',
    next: { es: 'Un supervisor puede reanudarlas.', en: 'A supervisor may resume them.' },
  },
  DATA_OPPOSED: {
    es: 'El cliente se opuso al tratamiento automático de sus datos.',
    en: 'The customer objected to the automatic processing of personal data.',
    next: { es: 'Escríbele solo si lo necesita.', en: 'Write only where the customer needs it.' },
  },
  DATA_BLOCKED: {
    es: 'Los datos del cliente están bloqueados.',
    en: 'The data of the customer are blocked.',
    next: { es: 'Un supervisor puede levantar el bloqueo.', en: 'A supervisor may lift the block.' },
  },
  DATA_ERASING: {
    es: 'Los datos del cliente se están suprimiendo.',
    en: 'The data of the customer are being erased.',
    next: { es: 'Ya no se le puede escribir.', en: 'Nobody can write to the customer any more.' },
  },
  WHATSAPP_WINDOW_CLOSED: {
    es: 'Pasaron más de 24 horas desde el último mensaje del cliente.',
    en: "More than 24 hours have passed since the customer's last message.",
    next: { es: 'Usa una plantilla aprobada.', en: 'Use an approved template.' },
  },
  TEMPLATE_NOT_APPROVED: {
    es: 'WhatsApp aún no aprueba la plantilla.',
    en: 'WhatsApp has not approved the template.',
    next: { es: 'Elige una plantilla aprobada.', en: 'Choose an approved template.' },
  },
  NO_APPROVED_TEMPLATE: {
    es: 'La empresa no tiene plantillas de WhatsApp aprobadas.',
    en: 'The company has no approved WhatsApp template.',
    next: { es: 'Crea una plantilla y espera su aprobación.', en: 'Create a template and wait for its approval.' },
  },
  CHANNEL_DISABLED: {
    es: 'El canal está desactivado en los ajustes de la empresa.',
    en: "The channel is switched off in the company's settings.",
    next: { es: 'Actívalo en Ajustes.', en: 'Switch it on in Settings.' },
  },
  NO_SENDER: {
    es: 'La empresa no tiene una cuenta válida para este canal.',
    en: 'The company has no valid account for this channel.',
    next: { es: 'Conecta una cuenta en Ajustes.', en: 'Connect an account in Settings.' },
  },
  ACCOUNT_DISCONNECTED: {
    es: 'La cuenta a la que escribió el cliente ya no está conectada.',
    en: 'The account that the customer wrote to is no longer connected.',
    next: {
      es: 'Conéctala en Ajustes, o usa una plantilla desde otra cuenta.',
      en: 'Connect it in Settings, or use a template from another account.',
    },
  },
  NO_PROACTIVE_ACCOUNT: {
    es: 'La empresa no tiene una cuenta de WhatsApp válida para contacto proactivo.',
    en: 'The company has no WhatsApp account that is valid for proactive contact.',
    next: { es: 'Conecta una cuenta de WhatsApp en Ajustes.', en: 'Connect a WhatsApp account in Settings.' },
  },
  NO_VALID_ACCOUNT: {
    es: 'La empresa no tiene una cuenta válida para contactar a este cliente.',
    en: 'The company has no valid account to contact this customer.',
    next: {
      es: 'Conecta una cuenta de un canal que el cliente tenga.',
      en: 'Connect an account of a channel that the customer has.',
    },
  },
  // Occurs with the first account of Messenger or Instagram (docs/decisions/0024-facebook-window.md).
  SOCIAL_WINDOW_CLOSED: {
    es: 'Pasaron más de 7 días desde la última comunicación del cliente (política de Facebook).',
    en: "More than 7 days have passed since the customer's last communication (Facebook's policy).",
    next: { es: 'Usa otro canal.', en: 'Use another channel.' },
  },
  RECIPIENT_IS_SENDER: {
    es: 'El destinatario es una cuenta de la propia empresa.',
    en: "The recipient is the company's own account.",
    next: { es: 'Corrige la dirección.', en: 'Correct the address.' },
  },
} as const satisfies Record<string, Label & { next: Label }>;
export type ContactReasonCode = keyof typeof contactReasons;

/** What a waiting message waits for, beside its time and the provider's pauses: the code of its `deferred` event (F18). */
export const waitReasons = {
  HOLD_DEPLOYMENT: {
    es: 'Los envíos de la plataforma están detenidos.',
    en: 'All sending of the platform is on hold.',
  },
  HOLD_COMPANY: { es: 'Los envíos de la empresa están detenidos.', en: "The company's sending is on hold." },
  HOLD_AUTOMATIC: {
    es: 'Los envíos automáticos de la empresa están detenidos.',
    en: "The company's automatic sending is on hold.",
  },
  HOLD_CHANNEL: { es: 'Los envíos de este canal están detenidos.', en: 'Sending through this channel is on hold.' },
  HOLD_ACCOUNT: { es: 'Los envíos desde esta cuenta están detenidos.', en: 'Sending from this account is on hold.' },
  HOLD_TEMPLATE: { es: 'Los envíos con esta plantilla están detenidos.', en: 'Sending with this template is on hold.' },
  CHANNEL_DISABLED: {
    es: 'El canal está desactivado en los ajustes de la empresa.',
    en: "The channel is switched off in the company's settings.",
  },
  NO_SENDER: {
    es: 'La empresa no tiene una cuenta válida para este canal.',
    en: 'The company has no valid account for this channel.',
  },
} as const satisfies Record<string, Label>;
export type WaitReason = keyof typeof waitReasons;

/** Why the system itself holds an account or a template (F18, G73). */
export const holdCauses = {
  ACCOUNT_SUSPENDED: {
    es: 'El proveedor suspendió la cuenta.',
    en: 'The provider has suspended the account.',
  },
  SENDING_PAUSED: {
    es: 'El proveedor pausó los envíos de la cuenta.',
    en: "The provider has paused the account's sending.",
  },
  QUOTA_REACHED: {
    es: 'Se alcanzó la cuota de envíos o de gasto de la cuenta.',
    en: "The account's quota of messages or spending is used up.",
  },
  PAYMENT_DUE: {
    es: 'Meta exige regularizar el pago de la cuenta.',
    en: "Meta asks for the account's payment to be settled.",
  },
  SPAM_LIMIT: {
    es: 'Meta limitó la cuenta porque muchos clientes bloquearon sus mensajes.',
    en: 'Meta has limited the account because many customers blocked its messages.',
  },
  TEMPLATE_PAUSED: { es: 'WhatsApp pausó la plantilla.', en: 'WhatsApp has paused the template.' },
  FAILURE_RATE: {
    es: 'En la última hora falló el 20 % o más de los mensajes.',
    en: 'At least 20 % of messages failed in the last hour.',
  },
  BOUNCE_RATE: {
    es: 'En la última hora rebotó el 5 % o más de los mensajes.',
    en: 'At least 5 % of messages bounced in the last hour.',
  },
  COMPLAINT_RATE: {
    es: 'En la última hora el 0,1 % o más de los mensajes se marcó como no deseado.',
    en: 'At least 0.1 % of messages were reported in the last hour.',
  },
  OPT_OUT_RATE: {
    es: 'En la última hora el 5 % o más de los clientes pidió la baja.',
    en: 'At least 5 % of customers opted out in the last hour.',
  },
} as const satisfies Record<string, Label>;
export type HoldCause = keyof typeof holdCauses;

/**
 * States of a template; e-mail and SMS templates are approved at once, WhatsApp's by Meta (E23), which can also pause
 * and disable them.
 */
export const templateStates = ['draft', 'pending', 'approved', 'rejected', 'paused', 'disabled', 'archived'] as const;
export type TemplateState = (typeof templateStates)[number];

export const templateStateLabels: Readonly<Record<TemplateState, Label>> = {
  draft: { es: 'Borrador', en: 'Draft' },
  pending: { es: 'En revisión', en: 'Under review' },
  approved: { es: 'Aprobada', en: 'Approved' },
  rejected: { es: 'Rechazada', en: 'Rejected' },
  paused: { es: 'Pausada por WhatsApp', en: 'Paused by WhatsApp' },
  disabled: { es: 'Desactivada por WhatsApp', en: 'Disabled by WhatsApp' },
  archived: { es: 'Archivada', en: 'Archived' },
};

/**
 * Why a WhatsApp template is in its state, by Meta's codes (webhook `message_template_status_update`; error codes of
 * sending). A reason that is not listed is Meta's own text.
 */
export const templateReasons = {
  ABUSIVE_CONTENT: { es: 'Contenido abusivo o amenazante.', en: 'Abusive or threatening content.' },
  CATEGORY_NOT_AVAILABLE: { es: 'La categoría no está disponible.', en: 'The category is not available.' },
  INCORRECT_CATEGORY: { es: 'El texto no es de esta categoría.', en: 'The text does not fit this category.' },
  INVALID_FORMAT: { es: 'El formato del texto no es válido.', en: 'The format of the text is not valid.' },
  PROMOTIONAL: { es: 'Contenido promocional.', en: 'Promotional content.' },
  SCAM: { es: 'WhatsApp lo considera una estafa.', en: 'WhatsApp considers it a scam.' },
  TAG_CONTENT_MISMATCH: {
    es: 'El idioma o la categoría no corresponden al texto.',
    en: 'The language or category does not match the text.',
  },
  DELETED: { es: 'Ya no existe en WhatsApp.', en: 'It no longer exists in WhatsApp.' },
  NOT_AT_META: {
    es: 'WhatsApp no la tiene: envíala a revisión.',
    en: 'WhatsApp does not have it: submit it for review.',
  },
  '132001': { es: 'WhatsApp no la encontró al enviar.', en: 'WhatsApp did not find it when it was sent.' },
  '132015': { es: 'Pausada por baja calidad.', en: 'Paused for low quality.' },
  '132016': { es: 'Desactivada por baja calidad.', en: 'Disabled for low quality.' },
} as const satisfies Record<string, Label>;

/** State of a debt as the company reports it (C24, C30). */
export const debtStates = ['current', 'overdue', 'paid', 'disputed', 'restructured', 'written_off'] as const;
export type DebtState = (typeof debtStates)[number];

export const debtStateLabels: Readonly<Record<DebtState, Label>> = {
  current: { es: 'Vigente', en: 'Current' },
  overdue: { es: 'Vencida', en: 'Overdue' },
  paid: { es: 'Pagada', en: 'Paid' },
  disputed: { es: 'En disputa', en: 'Disputed' },
  restructured: { es: 'Repactada', en: 'Restructured' },
  written_off: { es: 'Castigada', en: 'Written off' },
};

/** Social networks and other places where a ticket came about (E28). */
export const ticketNetworks = ['facebook', 'instagram', 'x', 'whatsapp', 'email', 'webchat', 'other'] as const;
export type TicketNetwork = (typeof ticketNetworks)[number];
export const ticketNetworkLabels: Readonly<Record<TicketNetwork, Label>> = {
  facebook: { es: 'Facebook', en: 'Facebook' },
  instagram: { es: 'Instagram', en: 'Instagram' },
  x: { es: 'X', en: 'X' },
  whatsapp: { es: 'WhatsApp', en: 'WhatsApp' },
  email: { es: 'Correo', en: 'E-mail' },
  webchat: { es: 'Chat web', en: 'Web chat' },
  other: { es: 'Otra', en: 'Other' },
};

/** State of a ticket (E28). */
export const ticketStates = ['open', 'pending', 'solved', 'closed'] as const;
export type TicketState = (typeof ticketStates)[number];
export const ticketStateLabels: Readonly<Record<TicketState, Label>> = {
  open: { es: 'Abierto', en: 'Open' },
  pending: { es: 'Pendiente', en: 'Pending' },
  solved: { es: 'Resuelto', en: 'Solved' },
  closed: { es: 'Cerrado', en: 'Closed' },
};

/** Types of a metadata field (E17). `date` is `YYYY-MM-DD`; `list` takes one of the field's options; `rut` has a check digit. */
export const metadataTypes = ['text', 'number', 'boolean', 'date', 'list', 'email', 'phone', 'rut'] as const;
export type MetadataType = (typeof metadataTypes)[number];

export const metadataTypeLabels: Readonly<Record<MetadataType, Label>> = {
  text: { es: 'Texto', en: 'Text' },
  number: { es: 'Número', en: 'Number' },
  boolean: { es: 'Sí o no', en: 'Yes or no' },
  date: { es: 'Fecha', en: 'Date' },
  list: { es: 'Lista', en: 'List' },
  email: { es: 'Correo', en: 'E-mail' },
  phone: { es: 'Teléfono', en: 'Phone' },
  rut: { es: 'RUT', en: 'RUT' },
};

/** State of a process in the Log de procesos (F21). */
export const processStates = [
  'pending',
  'processing',
  'needs_answer',
  'success',
  'failed',
  'expired',
  'cancelled',
] as const;
export type ProcessState = (typeof processStates)[number];
export const processStateLabels: Readonly<Record<ProcessState, Label>> = {
  pending: { es: 'Pendiente', en: 'Pending' },
  processing: { es: 'En proceso', en: 'Processing' },
  needs_answer: { es: 'Espera tu respuesta', en: 'Needs an answer' },
  success: { es: 'Correcto', en: 'Success' },
  failed: { es: 'Fallido', en: 'Failed' },
  expired: { es: 'Vencido', en: 'Expired' },
  cancelled: { es: 'Cancelado', en: 'Cancelled' },
};
/** In the place of *Correcto* where an import left something out, or would. */
export const importEndLabels = {
  warned: { es: 'Terminado con avisos', en: 'Ended with warnings' },
  rejected: { es: 'Terminado con errores', en: 'Ended with errors' },
  wouldReject: { es: 'Revisado con errores', en: 'Checked with errors' },
  nothingValid: { es: 'Ninguna fila sirve', en: 'No valid rows' },
} as const satisfies Record<string, Label>;
export const processKinds = [
  'night_report',
  'export',
  'import',
  'integrity_check',
  'customer_erasure',
  'portability',
  'retention',
  'company_export',
  'alert_action',
  'company_deletion',
] as const;
export const processKindLabels: Readonly<Record<(typeof processKinds)[number], Label>> = {
  night_report: { es: 'Informe nocturno', en: 'Nightly report' },
  export: { es: 'Descarga', en: 'Export' },
  import: { es: 'Importación', en: 'Import' },
  integrity_check: { es: 'Revisión de integridad', en: 'Integrity check' },
  customer_erasure: { es: 'Supresión de datos de un cliente', en: 'Erasure of a customer' },
  retention: { es: 'Eliminación por plazo de conservación', en: 'Removal after the retention period' },
  portability: { es: 'Copia de los datos de un cliente', en: 'Copy of the data of a customer' },
  company_export: { es: 'Exportación de la empresa', en: 'Company export' },
  alert_action: { es: 'Cambio de alertas', en: 'Change of alerts' },
  company_deletion: { es: 'Eliminación de la empresa', en: 'Deletion of the company' },
};
export type ProcessKind = (typeof processKinds)[number];
