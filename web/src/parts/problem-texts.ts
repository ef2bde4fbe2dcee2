import { ApiProblem, type ProblemCode } from '#web/api/problem.ts';
import { defineTexts, useTexts } from '#web/language/texts.ts';

/** Words for the API's codes, and around them. A code without words of its own gets the general ones. */
export const problemTexts = defineTexts('problems', {
  es: {
    title: 'No se pudo completar',
    retry: 'Intentar otra vez',
    requestId: 'Código de la solicitud: {{id}}',
    general: 'Algo no salió como esperábamos. Inténtalo otra vez.',
    OFFLINE: 'No hay conexión con Contacta. Revisa tu red e inténtalo otra vez.',
    UNAUTHENTICATED: 'Tu sesión terminó. Inicia sesión otra vez.',
    FORBIDDEN: 'Tu rol no permite esta acción. Pídela a un supervisor o administrador.',
    TENANT_MISSING: 'Tu usuario no pertenece a ninguna empresa. Avisa a quien administra Contacta.',
    TRY_AGAIN: 'El servicio está muy ocupado. Inténtalo otra vez en unos segundos.',
    INTERNAL_ERROR: 'Algo falló de nuestro lado. Inténtalo otra vez; si sigue, avisa con el código de la solicitud.',
    USER_DISABLED: 'Tu usuario está desactivado. Habla con un administrador de tu empresa.',
    USER_IS_SELF: 'No puedes desactivar tu propio usuario. Pídelo a otro administrador.',
    LAST_ADMINISTRATOR: 'La empresa necesita al menos un administrador activo. Nombra a otro primero.',
    RATE_LIMITED: 'Son demasiadas solicitudes por ahora. Inténtalo otra vez en unos minutos.',
    rateLimitedSeconds_one: 'Son demasiadas solicitudes por ahora. Inténtalo otra vez en {{count}} segundo.',
    rateLimitedSeconds_other: 'Son demasiadas solicitudes por ahora. Inténtalo otra vez en {{count}} segundos.',
    rateLimitedHours_one: 'Tu empresa llegó al límite de hoy. Inténtalo otra vez en {{count}} hora.',
    rateLimitedHours_other: 'Tu empresa llegó al límite de hoy. Inténtalo otra vez en {{count}} horas.',
    NOT_FOUND: 'Ya no existe, o no pertenece a tu empresa.',
    VERSION_CONFLICT: 'Otra persona lo cambió mientras tanto. Revisa los datos nuevos y guarda otra vez.',
    EMAIL_INVALID: 'Escribe un correo válido, por ejemplo nombre@empresa.cl.',
    EMAIL_TOO_LONG: 'El correo es demasiado largo.',
    EMAIL_MULTIPLE: 'Escribe un solo correo por campo.',
    EMAIL_ALPHABETS: 'El correo mezcla alfabetos o usa letras especiales. Escríbelo otra vez con letras comunes.',
    PHONE_DIGITS: 'El número tiene dígitos de ancho completo o de otro alfabeto. Escríbelo con los dígitos del 0 al 9.',
    PHONE_NOT_E164: 'No es un número de tu país. Escríbelo con su código de país, por ejemplo +56 9 1234 5678.',
    PHONE_INVALID: 'El número de teléfono no es válido. Revísalo: un solo número por campo, sin anexo.',
    PHONE_SCIENTIFIC: 'Una planilla acortó el número (como 5,69E+10). Escribe el número completo.',
    ADDRESS_PLACEHOLDER: 'Eso es un relleno, no una dirección. Escribe la dirección real.',
    ADDRESS_EXISTS: 'El cliente ya tiene esta dirección.',
    ADDRESS_LIMIT: 'El cliente ya tiene el máximo de 20 direcciones. Elimina una que no sirva.',
    ADDRESS_NOT_FOUND: 'La dirección ya no existe: otra persona la eliminó o la reemplazó.',
    RECIPIENT_IS_SENDER: 'Esa dirección es una cuenta de tu propia empresa.',
    PAYMENT_LINK_INVALID: 'La dirección de pago no es válida: usa https y datos de la lista, después del dominio.',
    METADATA_FIELD_KEPT: 'Un campo que ya existe no puede desaparecer ni cambiar de tipo: archívalo.',
    RANGE_INVALID: 'El rango está al revés, o los rangos dejan huecos, se superponen o repiten un nombre. Revísalo.',
    VALUE_INVALID: 'Un valor no es válido. Revísalo.',
    DOCUMENT_EXISTS: 'Otro cliente ya tiene este documento.',
    DOCUMENT_INVALID: 'El documento no es válido. Revisa el número y su dígito verificador.',
    ALERT_NOT_ACTIVE: 'La dirección ya no tiene alerta: otra persona la eliminó.',
    ALERTS_CHANGED: 'Entretanto cambió el número de direcciones. Revisa el nuevo y confirma otra vez.',
    ALERT_ACTION_TOO_LARGE: 'Coinciden más de 5.000 direcciones. Usa más filtros.',
    ALERT_ACTION_RUNNING: 'El cambio aún no termina. Deshazlo cuando termine.',
    UNDO_EXPIRED: 'Pasaron más de 24 horas: ya no se puede deshacer.',
    PROVIDER_UNAVAILABLE: 'El proveedor no respondió y nada cambió. Inténtalo otra vez en un minuto.',
    ACCOUNT_NOT_FOUND: 'La cuenta ya no existe.',
    ACCOUNT_NOT_CONNECTED: 'La cuenta no está conectada. Conéctala primero.',
    VIEW_NAME_TAKEN: 'Otra vista compartida ya se llama así. Elige otro nombre.',
    VIEW_LIMIT: 'La empresa ya comparte el máximo de 100 vistas de esta lista. Elimina una.',
    VIEW_NOT_FOUND: 'La vista ya no existe: otra persona la eliminó.',
    CONSENT_REQUIRED: 'El cliente pidió no ser contactado: registra cómo dio su consentimiento.',
    FIELD_REQUIRED: 'Completa este campo.',
    TEXT_EMPTY: 'Completa este campo.',
    TEXT_TOO_LONG: 'El texto es demasiado largo.',
    INVALID_CHARACTER: 'El texto tiene un carácter que no se permite.',
    FILTER_INVALID: 'Uno de los filtros no es válido. Quítalo e inténtalo otra vez.',
    CURSOR_INVALID: 'Esta página de la lista ya no existe. Vuelve a la primera.',
    TIMEZONE_UNKNOWN: 'Esa zona horaria no existe.',
    DATE_OUT_OF_RANGE: 'La fecha está fuera del rango permitido.',
    DATE_INVALID: 'Esa fecha no existe.',
    CONTACT_DND: 'El cliente pidió no recibir estas comunicaciones.',
    ADDRESS_ALERTED: 'La dirección tiene una alerta de contactabilidad.',
    RANGE_TOO_LONG: 'El rango supera los 45 días. Acórtalo.',
    EXPORT_ALREADY_REQUESTED: 'Ya usaste la descarga de hoy. Podrás pedir otra mañana.',
    PROCESS_ENDED: 'El proceso ya terminó.',
    PROCESS_NOT_FAILED: 'El proceso no falló: no hace falta repetirlo.',
    FILE_NOT_READY: 'El archivo todavía no está listo.',
    FILE_EXPIRED: 'El archivo venció: los archivos se guardan 30 días.',
    FILE_TOO_LARGE: 'El archivo es demasiado grande. Divídelo.',
    UPLOAD_MISSING: 'El archivo no llegó. Súbelo otra vez.',
    IMPORT_NOT_CONFIRMABLE: 'Esta importación ya no se puede confirmar. Sube el archivo otra vez.',
    IMPORT_ANSWER_MISSING: 'Falta responder la pregunta sobre el archivo.',
    STANDING_REPORT_LIMIT: 'La empresa ya tiene el máximo de 20 informes permanentes. Elimina uno.',
    USER_NOT_FOUND: 'Uno de los usuarios ya no pertenece a la empresa.',
    TEMPLATE_VARIABLE_MISSING: 'A la plantilla le falta un dato de este cliente.',
    ATTACHMENT_TYPE: 'Este tipo de archivo no se admite.',
    ATTACHMENT_TOO_LARGE: 'El archivo es demasiado grande.',
    ATTACHMENT_NOT_UPLOADED: 'El archivo no llegó. Adjúntalo otra vez.',
    ATTACHMENT_CONTENT: 'El archivo no es lo que su tipo dice.',
    ATTACHMENT_LIMIT: 'Son más archivos de los que admite el canal.',
    ATTACHMENT_CHANNEL: 'El canal no admite este archivo.',
    TEMPLATE_INVALID: 'La plantilla o sus etiquetas no son válidas.',
    PAYMENTS_DISABLED: 'La empresa no tiene activos los pagos. Se activan en Ajustes.',
    CALLS_DISABLED: 'El registro de gestiones está desactivado. Se activa en Ajustes.',
    WHATSAPP_WINDOW_CLOSED: 'Pasaron más de 24 horas desde el último mensaje del cliente: usa una plantilla aprobada.',
    CONTACT_STOPPED: 'Las comunicaciones con el cliente están detenidas.',
    DATA_OPPOSED: 'El cliente se opuso a los envíos automáticos: solo le puede escribir una persona.',
    DATA_BLOCKED: 'Los datos del cliente están bloqueados: no se le puede escribir.',
    DATA_ERASING: 'Los datos del cliente se están suprimiendo: ya no se le puede escribir.',
    MESSAGE_NOT_CANCELLABLE: 'El mensaje ya está en camino.',
    RESULT_NOT_YOURS: 'Lo anula quien lo registró, o un supervisor.',
    RESULT_FINAL: 'Ya pasó el plazo para anular este resultado.',
    URL_SCHEME: 'Usa un enlace que empiece con https://.',
    TICKET_EXISTS: 'Otro cliente ya tiene un ticket con este número en esa red.',
    MERGE_SELF: 'Elige otro cliente: este es el mismo.',
    CUSTOMER_MERGED: 'Uno de los dos ya forma parte de otro cliente.',
    MERGE_LIMIT: 'Los dos clientes juntos pasan un límite. Ordena sus datos primero.',
    NOT_MERGED: 'La unión ya se deshizo.',
    MERGE_FINAL: 'Pasaron más de 24 horas: la unión ya no se puede deshacer.',
    MERGE_COVERED: 'Hay una unión posterior. Deshaz esa primero.',
    TICKET_LIMIT: 'El cliente ya tiene el máximo de 200 tickets. Elimina uno.',
    TICKET_NOT_FOUND: 'El ticket ya no existe: otra persona lo eliminó.',
    NOTE_NOT_FOUND: 'La nota ya no existe: otra persona la eliminó.',
    METADATA_VALUE_INVALID: 'Un metadato no es válido. Revísalo.',
    METADATA_FIELD_UNKNOWN: 'Un metadato ya no existe en tu empresa. Recarga la página.',
    TOO_EARLY: 'El proveedor todavía puede informar el resultado. Inténtalo más tarde.',
  },
  en: {
    title: 'That could not be done',
    retry: 'Try again',
    requestId: 'Request code: {{id}}',
    general: 'Something did not go as expected. Try again.',
    OFFLINE: 'There is no connection to Contacta. Check your network and try again.',
    UNAUTHENTICATED: 'Your session has ended. Sign in again.',
    FORBIDDEN: 'Your role does not allow this. Ask a supervisor or an administrator.',
    TENANT_MISSING: 'Your user does not belong to a company. Contact whoever administers Contacta.',
    TRY_AGAIN: 'The service is very busy. Try again in a few seconds.',
    INTERNAL_ERROR: 'Something failed on our side. Try again; if it persists, report the request code.',
    USER_DISABLED: 'Your user is disabled. Talk to an administrator of your company.',
    USER_IS_SELF: 'You cannot disable your own user. Ask another administrator.',
    LAST_ADMINISTRATOR: 'The company needs at least one active administrator. Name another one first.',
    RATE_LIMITED: 'Too many requests for now. Try again in a few minutes.',
    rateLimitedSeconds_one: 'Too many requests for now. Try again in {{count}} second.',
    rateLimitedSeconds_other: 'Too many requests for now. Try again in {{count}} seconds.',
    rateLimitedHours_one: "Your company has reached today's limit. Try again in {{count}} hour.",
    rateLimitedHours_other: "Your company has reached today's limit. Try again in {{count}} hours.",
    NOT_FOUND: 'It no longer exists, or it does not belong to your company.',
    VERSION_CONFLICT: 'Somebody else has changed it in the meantime. Check the new data and save again.',
    EMAIL_INVALID: 'Write a valid e-mail address, such as name@company.com.',
    EMAIL_TOO_LONG: 'The e-mail address is too long.',
    EMAIL_MULTIPLE: 'Write one e-mail address per field.',
    EMAIL_ALPHABETS: 'The e-mail address mixes alphabets or uses special letters. Type it again with plain ones.',
    PHONE_DIGITS: 'The number has full-width or foreign digits. Write it with the digits 0 to 9.',
    PHONE_NOT_E164: 'Not a number of your country. Write it with its country code, such as +56 9 1234 5678.',
    PHONE_INVALID: 'The phone number is not valid. Check it: one number per field, no extension.',
    PHONE_SCIENTIFIC: 'A spreadsheet has shortened the number (as in 5.69E+10). Write the whole number.',
    ADDRESS_PLACEHOLDER: 'That is a placeholder, not an address. Write the real one.',
    ADDRESS_EXISTS: 'The customer already has this address.',
    ADDRESS_LIMIT: 'The customer has reached the limit of 20 addresses. Delete one that is no longer needed.',
    ADDRESS_NOT_FOUND: 'The address no longer exists: somebody else has deleted or replaced it.',
    RECIPIENT_IS_SENDER: "That address is your own company's account.",
    PAYMENT_LINK_INVALID: 'The payment address is not valid: use https and, after the domain, data from the list.',
    METADATA_FIELD_KEPT: 'An existing field cannot be removed or change its type: archive it.',
    RANGE_INVALID: 'The range is the wrong way round, or the ranges leave gaps, overlap or share a name. Check it.',
    VALUE_INVALID: 'A value is not valid. Check it.',
    DOCUMENT_EXISTS: 'Another customer has this document.',
    DOCUMENT_INVALID: 'The document is not valid. Check the number and its check digit.',
    ALERT_NOT_ACTIVE: 'The address no longer has an alert: somebody else has cleared it.',
    ALERTS_CHANGED: 'The number of addresses has changed meanwhile. Look at the new one and confirm again.',
    ALERT_ACTION_TOO_LARGE: 'More than 5,000 addresses match. Use more filters.',
    ALERT_ACTION_RUNNING: 'The change has not ended yet. Undo it when it has.',
    UNDO_EXPIRED: 'More than 24 hours have passed: it can no longer be undone.',
    PROVIDER_UNAVAILABLE: 'The provider did not answer and nothing has changed. Try again in a minute.',
    ACCOUNT_NOT_FOUND: 'The account no longer exists.',
    ACCOUNT_NOT_CONNECTED: 'The account is not connected. Connect it first.',
    VIEW_NAME_TAKEN: 'Another shared view has this name. Choose another one.',
    VIEW_LIMIT: 'The company has reached the limit of 100 shared views of this list. Delete one.',
    VIEW_NOT_FOUND: 'The view no longer exists: somebody else has deleted it.',
    CONSENT_REQUIRED: 'The customer asked not to be contacted: record how consent was given.',
    FIELD_REQUIRED: 'Fill in this field.',
    TEXT_EMPTY: 'Fill in this field.',
    TEXT_TOO_LONG: 'The text is too long.',
    INVALID_CHARACTER: 'The text contains a character that is not allowed.',
    FILTER_INVALID: 'One of the filters is not valid. Remove it and try again.',
    CURSOR_INVALID: 'This page of the list no longer exists. Go back to the first one.',
    TIMEZONE_UNKNOWN: 'There is no such time zone.',
    DATE_OUT_OF_RANGE: 'The date is outside the allowed range.',
    DATE_INVALID: 'There is no such date.',
    CONTACT_DND: 'The customer asked not to receive these communications.',
    ADDRESS_ALERTED: 'The address has a contactability alert.',
    RANGE_TOO_LONG: 'The range is longer than 45 days. Shorten it.',
    EXPORT_ALREADY_REQUESTED: "You have used today's download. You can request another one tomorrow.",
    PROCESS_ENDED: 'The process has already ended.',
    PROCESS_NOT_FAILED: 'The process has not failed: there is nothing to repeat.',
    FILE_NOT_READY: 'The file is not ready yet.',
    FILE_EXPIRED: 'The file has expired: files are kept for 30 days.',
    FILE_TOO_LARGE: 'The file is too large. Split it.',
    UPLOAD_MISSING: 'The file did not arrive. Upload it again.',
    IMPORT_NOT_CONFIRMABLE: 'This import can no longer be confirmed. Upload the file again.',
    IMPORT_ANSWER_MISSING: 'The question about the file is not answered yet.',
    STANDING_REPORT_LIMIT: 'The company has reached the limit of 20 standing reports. Delete one.',
    USER_NOT_FOUND: 'One of the users no longer belongs to the company.',
    TEMPLATE_VARIABLE_MISSING: 'The customer lacks data that the template needs.',
    ATTACHMENT_TYPE: 'This file type is not accepted.',
    ATTACHMENT_TOO_LARGE: 'The file is too large.',
    ATTACHMENT_NOT_UPLOADED: 'The file did not arrive. Attach it again.',
    ATTACHMENT_CONTENT: 'The file does not match its type.',
    ATTACHMENT_LIMIT: 'More files than the channel accepts.',
    ATTACHMENT_CHANNEL: 'The channel does not accept this file.',
    TEMPLATE_INVALID: 'The template or its tags are not valid.',
    PAYMENTS_DISABLED: 'The company does not take payments yet. Switch them on in Settings.',
    CALLS_DISABLED: 'Recording results is switched off. Switch it on in Settings.',
    WHATSAPP_WINDOW_CLOSED:
      "More than 24 hours have passed since the customer's last message: use an approved template.",
    CONTACT_STOPPED: 'Communications with the customer are stopped.',
    DATA_OPPOSED: 'The customer objected to automatic messages: only a person can write to them.',
    DATA_BLOCKED: "The customer's data are blocked: nobody can write to them.",
    DATA_ERASING: "The customer's data are being erased: nobody can write to them any more.",
    MESSAGE_NOT_CANCELLABLE: 'The message is already on its way.',
    RESULT_NOT_YOURS: 'Only whoever recorded it, or a supervisor, can withdraw it.',
    RESULT_FINAL: 'It is too late to withdraw this result.',
    URL_SCHEME: 'Use a link that begins with https://.',
    TICKET_EXISTS: 'Another customer has a ticket with this number on that network.',
    MERGE_SELF: 'Choose another customer: this is the same one.',
    CUSTOMER_MERGED: 'One of the two is already part of another customer.',
    MERGE_LIMIT: 'Together the two customers exceed a limit. Tidy up their data first.',
    NOT_MERGED: 'The merge was already undone.',
    MERGE_FINAL: 'More than 24 hours have passed: the merge can no longer be undone.',
    MERGE_COVERED: 'There is a later merge. Undo that one first.',
    TICKET_LIMIT: 'The customer has reached the limit of 200 tickets. Delete one.',
    TICKET_NOT_FOUND: 'The ticket no longer exists: somebody else has deleted it.',
    NOTE_NOT_FOUND: 'The note no longer exists: somebody else has deleted it.',
    METADATA_VALUE_INVALID: 'A piece of metadata is not valid. Check it.',
    METADATA_FIELD_UNKNOWN: 'A piece of metadata no longer exists in your company. Reload the page.',
    TOO_EARLY: 'The provider may still report the outcome. Try again later.',
  },
});

/** The words for what went wrong: of the request as a whole, else of the first field that has words of its own. */
export const useProblemText = (): ((error: unknown) => string) => {
  const t = useTexts(problemTexts);
  return (error) => {
    if (!(error instanceof ApiProblem)) return t('general');
    const { code, retryAfter: seconds } = error;
    if (code === 'RATE_LIMITED' && seconds !== undefined) {
      const isSoon = seconds <= 120;
      return isSoon
        ? t('rateLimitedSeconds', { count: seconds })
        : t('rateLimitedHours', { count: Math.ceil(seconds / 3_600) });
    }
    const codes = [error.code, ...error.faults.map(({ code }) => code)];
    const known = codes.find((code) => problemTexts.has(code));
    return known !== undefined && problemTexts.has(known) ? t(known) : t('general');
  };
};

/** The words for what is wrong with one field of the request, or with a part of it; undefined: nothing. */
export const useFaultText = (error: unknown): ((path: string) => string | undefined) => {
  const t = useTexts(problemTexts);
  const faults = error instanceof ApiProblem ? error.faults : [];
  return (path) => {
    const fault = faults.find((each) => each.path === path || each.path.startsWith(`${path}.`));
    if (fault === undefined) return undefined;
    return problemTexts.has(fault.code) ? t(fault.code) : t('VALUE_INVALID');
  };
};

interface FieldFaults<Name extends string> {
  /** What is wrong with a field, in words; undefined: nothing. */
  at(name: Name): string | undefined;
  /** The error where something of it stands at no field; null: all of it does. */
  readonly rest: unknown;
}

/**
 * Puts what the service refuses at the fields that it is about.
 * @param fields by the names that the request gives them, each with the codes that are about it alone where the answer names
 *   no field
 */
export const useFieldFaults = <Name extends string>(
  error: unknown,
  fields: Readonly<Record<Name, readonly ProblemCode[]>>,
): FieldFaults<Name> => {
  const faultText = useFaultText(error);
  const problemText = useProblemText();
  const problem = error instanceof ApiProblem ? error : undefined;
  const names = Object.keys(fields) as Name[];
  const isOf = (path: string, name: string) => path === name || path.startsWith(`${name}.`);
  const ofCode = (name: Name) =>
    problem !== undefined && problem.faults.length === 0 && fields[name].includes(problem.code);
  const isPlaced =
    names.some(ofCode) ||
    (problem !== undefined &&
      problem.faults.length > 0 &&
      problem.faults.every(({ path }) => names.some((name) => isOf(path, name))));
  return {
    at: (name) => faultText(name) ?? (ofCode(name) ? problemText(error) : undefined),
    rest: isPlaced ? null : error,
  };
};
