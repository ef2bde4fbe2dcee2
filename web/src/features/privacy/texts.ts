import { defineTexts } from '#web/language/texts.ts';

/** Erasure of a person (Ley 21.719 art. 7; LGPD art. 18; ADR 62). */
export const privacyTexts = defineTexts('privacy', {
  es: {
    erase: 'Suprimir sus datos',
    eraseOpen: 'Suprimir…',
    eraseText:
      'Cuando la persona lo pide, o cuando la ley lo exige, se elimina todo lo que la nombra. No se puede deshacer.',
    eraseTitle: 'Suprimir los datos de {{name}}',
    irreversible: 'No se puede deshacer',
    irreversibleText: 'Desde que confirmes nada más se le envía, y su ficha se elimina en unos minutos.',
    goes: 'Qué se elimina',
    goesRecord: 'La ficha: nombre, documento, direcciones, metadatos, deudas, notas, etiquetas, tickets e historial.',
    goesMessages: 'El contenido de sus mensajes: textos, asuntos, archivos, grabaciones y correos recibidos.',
    goesFiles:
      'Las importaciones y descargas cuyos archivos la nombran: cada archivo se elimina entero, con todas sus versiones, y su proceso lo dice. Las descargas se pueden pedir otra vez.',
    goesViews: 'Las vistas guardadas y los informes permanentes que la nombran.',
    stays: 'Qué se conserva, y por qué',
    staysRegister:
      'Las filas del registro sin la persona (fecha, canal y estado) bajo un seudónimo: la empresa debe poder probar sus contactos por al menos 2 años.',
    staysRefusals:
      'Las bajas y negativas, solo como huella de la dirección: así no se le vuelve a escribir si la dirección llega en otra importación.',
    staysReceipt: 'Un comprobante que no nombra a nadie: quién lo pidió, cuándo, por qué y cuánto se eliminó.',
    staysBackups: 'Los respaldos automáticos, que terminan solos a los 35 días.',
    why: 'Motivo',
    reference: 'Número de la solicitud (opcional)',
    referenceHint: 'Letras, números y . _ / - sin espacios. No escribas datos de la persona: queda en el comprobante.',
    referenceInvalid: 'Usa letras, números y . _ / - sin espacios, hasta 40 caracteres.',
    typeWord: 'Para confirmar, escribe el nombre del cliente',
    typeWords: 'Para confirmar, escribe el nombre o el documento del cliente',
    typeMismatch: 'No coincide con este cliente.',
    cancel: 'Cancelar',
    confirm: 'Suprimir para siempre',
    begun: 'Comenzó la supresión. Puedes salir: sigue sola y queda en el Log de procesos.',

    copy: 'Copia de sus datos',
    copyText:
      'Un archivo con todo lo que la empresa guarda de esta persona: ficha, deudas, mensajes, archivos y grabaciones. Para entregárselo cuando lo pida. Quién lo pide y quién lo descarga queda en la auditoría.',
    copyDownload: 'Descargar todo lo que tenemos de esta persona',
    copyMaking:
      'Preparando el archivo: {{done}} registros. La descarga comienza sola; si sales, queda en el Log de procesos.',
    copyReady: '{{name}}, pedido el {{at}}. Si la descarga no comenzó, haz clic otra vez.',
    copyFailed: 'El archivo no se pudo preparar. Inténtalo otra vez en un minuto.',

    running: 'Supresión de datos en curso',
    runningText:
      'Puedes cerrar esta página: el trabajo sigue solo. Toma unos diez minutos, o más si hay muchos archivos.',
    steps: 'Pasos de la supresión',
    settleText: 'Unos cinco minutos, para encontrar también lo que se estaba escribiendo.',
    log: 'Ver en el Log de procesos',
    loading: 'Cargando…',
    gone: 'Este cliente ya no existe',
    goneText:
      'Fue eliminado, sus datos se suprimieron, o no pertenece a tu empresa. El comprobante de una supresión está en el Log de procesos.',
    customers: 'Volver a Clientes',

    receipt: 'Comprobante de supresión',
    receiptText: 'No nombra a la persona. Descárgalo y guárdalo con la solicitud.',
    pseudonym: 'Seudónimo en el registro',
    requestedBy: 'Lo pidió',
    requestedAt: 'Pedido el',
    finishedAt: 'Terminado el',
    referenceOf: 'Solicitud',
    none: '—',
    done: 'Qué se hizo',
    messages: 'Interacciones que quedan sin la persona',
    fileVersions: 'Archivos eliminados, con sus versiones',
    processes: 'Importaciones y descargas eliminadas enteras',
    waiting: 'Mensajes sin asignar y avisos de proveedores eliminados',
    addresses: 'Direcciones que quedan solo como huella',
    records: 'Datos de la ficha eliminados',
    views: 'Vistas e informes eliminados',
    download: 'Descargar el comprobante',
    downloadFailed: 'No se pudo descargar',
    expired: 'El archivo del comprobante venció después de 30 días.',
  },
  en: {
    erase: 'Erase their data',
    eraseOpen: 'Erase…',
    eraseText:
      'When the person asks for it, or the law orders it, everything that names them is deleted. It cannot be undone.',
    eraseTitle: 'Erase the data of {{name}}',
    irreversible: 'This cannot be undone',
    irreversibleText:
      'From your confirmation on nothing more is sent to them, and their record is gone within minutes.',
    goes: 'What is deleted',
    goesRecord: 'The record: name, document, addresses, metadata, debts, notes, tags, tickets and history.',
    goesMessages: 'The content of their messages: texts, subjects, files, recordings and e-mails received.',
    goesFiles:
      'Imports and exports whose files name them: each file is deleted whole, with all its versions, and its process says so. Exports can be asked for again.',
    goesViews: 'Saved views and standing reports that name them.',
    stays: 'What stays, and why',
    staysRegister:
      'The rows of the register without the person (date, channel and status) under a pseudonym: the company must be able to prove its contacts for at least 2 years.',
    staysRefusals:
      'Opt-outs and refusals, as a hash of the address only: so that they are not written to again if the address comes back in an import.',
    staysReceipt: 'A receipt that names nobody: who asked for it, when, why, and how much was deleted.',
    staysBackups: 'Automatic backups, which end by themselves after 35 days.',
    why: 'Reason',
    reference: 'Number of the request (optional)',
    referenceHint: 'Letters, digits and . _ / - without spaces. Nothing about the person: it stays in the receipt.',
    referenceInvalid: 'Use letters, digits and . _ / - without spaces, up to 40 characters.',
    typeWord: "To confirm, type the customer's name",
    typeWords: "To confirm, type the customer's name or document",
    typeMismatch: 'It is not this customer.',
    cancel: 'Cancel',
    confirm: 'Erase for good',
    begun: 'The erasure has begun. You can leave: it goes on by itself and stands in the process log.',

    copy: 'Copy of their data',
    copyText:
      'One file with everything that the company keeps of this person: record, debts, messages, files and recordings. To be handed over when they ask for it. Who asks for it and who downloads it is in the audit trail.',
    copyDownload: 'Download everything we have about this person',
    copyMaking:
      'The file is being prepared: {{done}} records. The download begins by itself; if you leave, it is in the process log.',
    copyReady: '{{name}}, requested on {{at}}. If the download has not begun, click again.',
    copyFailed: 'The file could not be prepared. Try again in a minute.',

    running: 'Erasure under way',
    runningText:
      'You can close this page: the work goes on by itself. It takes about ten minutes, more where there are many files.',
    steps: 'Steps of the erasure',
    settleText: 'About five minutes, to find what was being written as well.',
    log: 'See in the process log',
    loading: 'Loading…',
    gone: 'This customer no longer exists',
    goneText:
      'They were deleted, their data were erased, or they do not belong to your company. The receipt of an erasure is in the process log.',
    customers: 'Back to Customers',

    receipt: 'Receipt of the erasure',
    receiptText: 'It does not name the person. Download it and keep it with the request.',
    pseudonym: 'Pseudonym in the register',
    requestedBy: 'Requested by',
    requestedAt: 'Requested',
    finishedAt: 'Finished',
    referenceOf: 'Request',
    none: '—',
    done: 'What was done',
    messages: 'Interactions that stay without the person',
    fileVersions: 'Files deleted, with their versions',
    processes: 'Imports and exports deleted whole',
    waiting: 'Unassigned messages and notices of providers deleted',
    addresses: 'Addresses that stay as a hash only',
    records: 'Items of the record deleted',
    views: 'Views and reports deleted',
    download: 'Download the receipt',
    downloadFailed: 'It could not be downloaded',
    expired: 'The file of the receipt expired after 30 days.',
  },
});
