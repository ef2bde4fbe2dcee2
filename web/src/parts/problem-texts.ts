import { ApiProblem } from '#web/api/problem.ts';
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
    NOT_FOUND: 'Ya no existe, o no pertenece a tu empresa.',
    VERSION_CONFLICT: 'Otra persona lo cambió mientras tanto. Revisa los datos nuevos y guarda otra vez.',
    EMAIL_INVALID: 'Escribe un correo válido, por ejemplo nombre@empresa.cl.',
    EMAIL_TOO_LONG: 'El correo es demasiado largo.',
    EMAIL_MULTIPLE: 'Escribe un solo correo por campo.',
    PHONE_NOT_E164: 'Escribe el número con su código de país, por ejemplo +56 9 1234 5678.',
    PHONE_INVALID: 'El número de teléfono no es válido. Revísalo e incluye el código de país.',
    ADDRESS_PLACEHOLDER: 'Eso es un relleno, no una dirección. Escribe la dirección real.',
    ADDRESS_EXISTS: 'El cliente ya tiene esta dirección.',
    ADDRESS_LIMIT: 'El cliente ya tiene el máximo de 20 direcciones. Elimina una que no sirva.',
    ADDRESS_NOT_FOUND: 'La dirección ya no existe: otra persona la eliminó o la reemplazó.',
    RECIPIENT_IS_SENDER: 'Esa dirección es una cuenta de tu propia empresa.',
    DOCUMENT_EXISTS: 'Otro cliente ya tiene este documento.',
    DOCUMENT_INVALID: 'El documento no es válido. Revisa el número y su dígito verificador.',
    ALERT_NOT_ACTIVE: 'La dirección ya no tiene alerta: otra persona la eliminó.',
    PROVIDER_UNAVAILABLE: 'El proveedor no respondió. La alerta sigue activa; inténtalo otra vez en un minuto.',
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
    TEMPLATE_VARIABLE_MISSING: 'A la plantilla le falta un dato de este cliente.',
  },
  en: {
    title: 'That could not be done',
    retry: 'Try again',
    requestId: 'Request code: {{id}}',
    general: 'Something did not go as expected. Try again.',
    OFFLINE: 'There is no connection to Contacta. Check your network and try again.',
    UNAUTHENTICATED: 'Your session has ended. Sign in again.',
    FORBIDDEN: 'Your role does not allow this. Ask a supervisor or an administrator.',
    TENANT_MISSING: 'Your user belongs to no company. Tell whoever administers Contacta.',
    TRY_AGAIN: 'The service is very busy. Try again in a few seconds.',
    INTERNAL_ERROR: 'Something failed on our side. Try again; if it persists, report the request code.',
    NOT_FOUND: 'It no longer exists, or it does not belong to your company.',
    VERSION_CONFLICT: 'Somebody else has changed it meanwhile. Look at the new data and save again.',
    EMAIL_INVALID: 'Write a valid e-mail address, such as name@company.com.',
    EMAIL_TOO_LONG: 'The e-mail address is too long.',
    EMAIL_MULTIPLE: 'Write one e-mail address per field.',
    PHONE_NOT_E164: 'Write the number with its country code, such as +56 9 1234 5678.',
    PHONE_INVALID: 'The phone number is not valid. Check it and include the country code.',
    ADDRESS_PLACEHOLDER: 'That is a placeholder, not an address. Write the real one.',
    ADDRESS_EXISTS: 'The customer has this address already.',
    ADDRESS_LIMIT: 'The customer has the most addresses allowed, 20. Delete one that is of no use.',
    ADDRESS_NOT_FOUND: 'The address no longer exists: somebody else has deleted or replaced it.',
    RECIPIENT_IS_SENDER: "That address is your own company's account.",
    DOCUMENT_EXISTS: 'Another customer has this document.',
    DOCUMENT_INVALID: 'The document is not valid. Check the number and its check digit.',
    ALERT_NOT_ACTIVE: 'The address has no alert any more: somebody else has cleared it.',
    PROVIDER_UNAVAILABLE: 'The provider did not answer. The alert stays; try again in a minute.',
    CONSENT_REQUIRED: 'The customer asked not to be contacted: record how consent was given.',
    FIELD_REQUIRED: 'Fill in this field.',
    TEXT_EMPTY: 'Fill in this field.',
    TEXT_TOO_LONG: 'The text is too long.',
    INVALID_CHARACTER: 'The text has a character that is not allowed.',
    FILTER_INVALID: 'One of the filters is not valid. Remove it and try again.',
    CURSOR_INVALID: 'This page of the list no longer exists. Go back to the first one.',
    TIMEZONE_UNKNOWN: 'There is no such time zone.',
    DATE_OUT_OF_RANGE: 'The date is outside of the range allowed.',
    DATE_INVALID: 'There is no such date.',
    CONTACT_DND: 'The customer asked not to receive these communications.',
    ADDRESS_ALERTED: 'The address has a contactability alert.',
    TEMPLATE_VARIABLE_MISSING: "The template lacks one of this customer's data.",
  },
});

/** The words for what went wrong: of the request as a whole, else of the first field that has words of its own. */
export const useProblemText = (): ((error: unknown) => string) => {
  const t = useTexts(problemTexts);
  return (error) => {
    if (!(error instanceof ApiProblem)) return t('general');
    const codes = [error.code, ...error.faults.map(({ code }) => code)];
    const known = codes.find((code) => problemTexts.has(code));
    return known !== undefined && problemTexts.has(known) ? t(known) : t('general');
  };
};
