import { defineTexts } from '#web/language/texts.ts';

export const companyDeletionTexts = defineTexts('companyDeletion', {
  es: {
    title: 'Eliminar la empresa',
    about_one:
      'Elimina para siempre todo lo que la empresa tiene en Contacta. Empieza {{count}} día después de pedirlo: hasta entonces todo funciona igual y cualquier administrador puede anular la eliminación.',
    about_other:
      'Elimina para siempre todo lo que la empresa tiene en Contacta. Empieza {{count}} días después de pedirlo: hasta entonces todo funciona igual y cualquier administrador puede anular la eliminación.',
    goes: 'Qué se elimina',
    goesCustomers: 'Clientes, deudas, notas, conversaciones, mensajes, llamadas y alertas.',
    goesFiles: 'Archivos, adjuntos y grabaciones, con todas sus versiones, y las exportaciones.',
    goesSettings: 'Ajustes, plantillas, vistas, auditoría y Log de procesos.',
    goesUsers: 'Usuarios: nadie de la empresa podrá entrar otra vez.',
    stays: 'Qué queda',
    staysReceipt:
      'Un comprobante para quien opera Contacta: qué se eliminó y cuánto, cuándo, por qué motivo, y el identificador de quien lo pidió. No lleva nombres ni datos de clientes.',
    staysNumbers:
      'El registro de qué números y correos eran de la empresa: lo que los clientes escriban después se descarta.',
    staysBackups: 'Copias de respaldo, que se borran solas en 35 días, y correos que lleguen después, en 30 días.',
    staysElsewhere:
      'Lo que está en otros servicios: tus plantillas de WhatsApp en Meta, y las listas de direcciones rechazadas de los proveedores.',
    exportFirst: 'Primero exporta los datos',
    exportFirstText:
      'Prepara y descarga la exportación de todos los datos, más arriba. Después nada se puede recuperar.',
    ask: 'Eliminar la empresa…',
    waits: 'La empresa y todos sus datos se eliminarán desde el {{day}}',
    waitsText: 'La pidió {{name}} el {{at}}. Motivo: {{reason}}.',
    waitsUntil: 'Hasta el {{at}} todo funciona igual, y cualquier administrador puede anular la eliminación.',
    log: 'Ver en el Log de procesos',
    takeBack: 'Anular la eliminación',
    takeBackTitle: 'Anular la eliminación de la empresa',
    takeBackText:
      'La empresa y sus datos se quedan como están. Para eliminarla más adelante hay que pedirlo otra vez, y la espera empieza de nuevo.',
    keep: 'Mantener la eliminación',
    takenBack: 'La eliminación quedó anulada.',
    dialogTitle: 'Eliminar la empresa {{name}}',
    final: 'Cuando empiece, nada se puede recuperar',
    finalText_one:
      'Empieza en {{count}} día. Avisamos a todos los administradores, y hasta ese día cualquiera de ellos puede anular la eliminación.',
    finalText_other:
      'Empieza en {{count}} días. Avisamos a todos los administradores, y hasta ese día cualquiera de ellos puede anular la eliminación.',
    reason: 'Motivo',
    chooseReason: 'Elige un motivo',
    typeName: 'Escribe el nombre de la empresa para confirmar',
    confirm: 'Pedir la eliminación',
    cancel: 'Cancelar',
    asked: 'Se pidió la eliminación de la empresa.',
    loading: 'Cargando…',
  },
  en: {
    title: 'Delete the company',
    about_one:
      'Deletes everything that the company has in Contacta, for good. It begins {{count}} day after it is asked for: until then everything works as usual, and any administrator can take the deletion back.',
    about_other:
      'Deletes everything that the company has in Contacta, for good. It begins {{count}} days after it is asked for: until then everything works as usual, and any administrator can take the deletion back.',
    goes: 'What is deleted',
    goesCustomers: 'Customers, debts, notes, conversations, messages, calls and alerts.',
    goesFiles: 'Files, attachments and recordings, in all their versions, and exports.',
    goesSettings: 'Settings, templates, views, audit trail and process log.',
    goesUsers: 'Users: nobody of the company can sign in again.',
    stays: 'What stays',
    staysReceipt:
      'A receipt for whoever operates Contacta: what was deleted and how much, when, for which reason, and the id of whoever asked. It holds no names and no data of customers.',
    staysNumbers:
      'The record of which numbers and e-mail addresses were the company’s: what customers write later is dropped.',
    staysBackups: 'Backups, which end by themselves after 35 days, and mails that come later, after 30 days.',
    staysElsewhere:
      'What lies with other services: your WhatsApp templates at Meta, and the providers’ lists of refused addresses.',
    exportFirst: 'Export the data first',
    exportFirstText: 'Prepare and download the export of all data, further up. Afterwards nothing can be recovered.',
    ask: 'Delete the company…',
    waits: 'The company and all its data will be deleted from {{day}} on',
    waitsText: '{{name}} asked for it on {{at}}. Reason: {{reason}}.',
    waitsUntil: 'Until {{at}} everything works as usual, and any administrator can take the deletion back.',
    log: 'See in the process log',
    takeBack: 'Take the deletion back',
    takeBackTitle: 'Take the deletion of the company back',
    takeBackText:
      'The company and its data stay as they are. To delete it later it must be asked for again, and the wait begins anew.',
    keep: 'Keep the deletion',
    takenBack: 'The deletion was taken back.',
    dialogTitle: 'Delete the company {{name}}',
    final: 'Once it begins, nothing can be recovered',
    finalText_one:
      'It begins in {{count}} day. We tell all administrators, and until that day any of them can take the deletion back.',
    finalText_other:
      'It begins in {{count}} days. We tell all administrators, and until that day any of them can take the deletion back.',
    reason: 'Reason',
    chooseReason: 'Choose a reason',
    typeName: 'Type the name of the company to confirm',
    confirm: 'Ask for the deletion',
    cancel: 'Cancel',
    asked: 'The deletion of the company was asked for.',
    loading: 'Loading…',
  },
});
