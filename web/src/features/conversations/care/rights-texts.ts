import { defineTexts } from '#web/language/texts.ts';

/** Opposition and blocking (Ley 21.719 arts. 8, 8 ter; LGPD art. 18). */
export const rightsTexts = defineTexts('rights', {
  es: {
    title: 'Oposición y bloqueo',
    free: 'Sin oposición ni bloqueo',
    freeText: 'Si la persona lo pide, regístralo aquí: rige de inmediato, también para lo que ya está programado.',
    opposition: 'Se opuso a los envíos automáticos',
    oppositionText:
      'Campañas, flujos y eventos no le escriben, y lo que estaba programado no sale. Una persona todavía puede escribirle.',
    blocking: 'Datos bloqueados',
    blockingText: 'Nadie le escribe, ni a mano ni de forma automática. Sus datos solo se guardan.',
    since: 'Desde el {{at}} · {{by}}',
    reasonOf: 'Motivo: {{reason}}',
    oppose: 'Registrar oposición',
    block: 'Bloquear sus datos',
    liftOpposition: 'Levantar la oposición',
    liftBlocking: 'Levantar el bloqueo',
    opposeTitle: 'Registrar la oposición de {{name}}',
    blockTitle: 'Bloquear los datos de {{name}}',
    liftOppositionTitle: 'Levantar la oposición de {{name}}',
    liftBlockingTitle: 'Levantar el bloqueo de {{name}}',
    opposeEffect:
      'Los envíos automáticos a esta persona se detienen de inmediato: campañas, flujos, eventos y todo lo que ya está programado. Quien escriba a mano verá un aviso.',
    blockEffect:
      'Todos los envíos a esta persona se detienen de inmediato, también los que escribe una persona y los que ya están programados. Sus datos se guardan, pero no se usan.',
    liftEffect: 'Desde ahora se le puede escribir otra vez. Lo que no salió mientras tanto no se envía.',
    reason: 'Motivo',
    reasonHint: 'Por ejemplo, el número de la solicitud. Queda en el historial y en la auditoría.',
    opposed: 'Se registró la oposición de {{name}}.',
    blocked: 'Se bloquearon los datos de {{name}}.',
    lifted: 'Se puede escribir otra vez a {{name}}.',
    erasing: 'Sus datos se están suprimiendo',
    erasingText: 'Se pidió el {{at}}. Ya no se le puede escribir, y su ficha deja de existir cuando termine.',
    seeErasing: 'Ver el avance',
  },
  en: {
    title: 'Objection and block',
    free: 'No objection and no block',
    freeText: 'When the person asks for it, record it here: it holds at once, also for what is scheduled already.',
    opposition: 'Objected to automatic messages',
    oppositionText:
      'Campaigns, flows and events do not write to them, and what was scheduled does not go out. A person can still write.',
    blocking: 'Data blocked',
    blockingText: 'Nobody writes to them, neither by hand nor automatically. Their data are kept and nothing else.',
    since: 'Since {{at}} · {{by}}',
    reasonOf: 'Reason: {{reason}}',
    oppose: 'Record an objection',
    block: 'Block their data',
    liftOpposition: 'Lift the objection',
    liftBlocking: 'Lift the block',
    opposeTitle: 'Record the objection of {{name}}',
    blockTitle: 'Block the data of {{name}}',
    liftOppositionTitle: 'Lift the objection of {{name}}',
    liftBlockingTitle: 'Lift the block of {{name}}',
    opposeEffect:
      'Automatic messages to this person stop at once: campaigns, flows, events and everything that is scheduled already. Whoever writes by hand is told.',
    blockEffect:
      'All messages to this person stop at once, also those that a person writes and those that are scheduled already. Their data are kept and not used.',
    liftEffect: 'From now on they can be written to again. What did not go out meanwhile is not sent.',
    reason: 'Reason',
    reasonHint: 'For instance the number of the request. It is kept in the history and in the audit trail.',
    opposed: 'The objection of {{name}} was recorded.',
    blocked: 'The data of {{name}} were blocked.',
    lifted: '{{name}} can be written to again.',
    erasing: 'Their data are being erased',
    erasingText:
      'It was asked for on {{at}}. They can no longer be written to, and their record is gone once it has ended.',
    seeErasing: 'See how far it is',
  },
});
