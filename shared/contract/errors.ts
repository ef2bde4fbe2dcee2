/**
 * Every error code of the HTTP API with its status and title, once (reliability §5.6; design §4).
 * The answer is an RFC 9457 problem document; `code` is stable, texts are for people.
 */
import * as z from 'zod';

export const errorCodes = {
  // request
  BODY_REQUIRED: [400, 'A JSON body is required'],
  BODY_NOT_JSON: [400, 'The body is not valid JSON'],
  BODY_NOT_OBJECT: [400, 'Send a JSON object'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Use application/json'],
  BODY_TOO_LARGE: [413, 'The body is too large'],
  UNKNOWN_FIELD: [400, 'A field is not known'],
  FIELD_NOT_WRITABLE: [400, 'A field is set by the system'],
  FIELD_REQUIRED: [400, 'A field is missing'],
  WRONG_TYPE: [400, 'A field has the wrong type'],
  VALUE_INVALID: [400, 'A value is not allowed'],
  NUMBER_OUT_OF_RANGE: [400, 'A number is out of range'],
  INVALID_CHARACTER: [400, 'A text has a character that is not allowed'],
  TEXT_TOO_LONG: [400, 'A text is too long'],
  TEXT_EMPTY: [400, 'A text has nothing visible'],
  ROUTE_NOT_FOUND: [404, 'No such route'],
  METHOD_NOT_ALLOWED: [405, 'The route has no such method'],
  IDEMPOTENCY_KEY_REQUIRED: [400, 'Add an Idempotency-Key header'],
  IDEMPOTENCY_KEY_INVALID: [400, 'The Idempotency-Key header is not valid'],
  IDEMPOTENCY_KEY_REUSED: [422, 'The Idempotency-Key was used with another body'],
  REQUEST_IN_PROGRESS: [409, 'The first request with this key is still running'],
  IF_MATCH_INVALID: [400, 'The If-Match header is not a version'],
  VERSION_CONFLICT: [412, 'Changed by somebody else'],
  // identity
  UNAUTHENTICATED: [401, 'Sign in'],
  TENANT_MISSING: [403, 'The token names no company'],
  FORBIDDEN: [403, 'The role does not allow this'],
  // addresses
  EMAIL_INVALID: [400, 'Not an e-mail address'],
  EMAIL_TOO_LONG: [400, 'The e-mail address is too long'],
  EMAIL_MULTIPLE: [400, 'One address per field'],
  PHONE_NOT_E164: [400, 'Write the number with its country code'],
  PHONE_INVALID: [400, 'Not a valid phone number'],
  ADDRESS_PLACEHOLDER: [400, 'A placeholder is not an address'],
  CHANNEL_UNKNOWN: [400, 'Use email, sms, whatsapp or call'],
  ADDRESS_EXISTS: [409, 'The customer has this address already'],
  ADDRESS_LIMIT: [409, 'Too many addresses'],
  ADDRESS_NOT_FOUND: [404, 'No such address'],
  RECIPIENT_IS_SENDER: [400, "The recipient is the company's own account"],
  DOCUMENT_EXISTS: [409, 'Another customer has this document'],
  DOCUMENT_INVALID: [400, 'Not a valid document'],
  NOTE_NOT_FOUND: [404, 'No such note'],
  USER_NOT_FOUND: [404, 'No such user'],
  TAG_LIMIT: [409, 'Too many tags'],
  DEBT_NOT_FOUND: [404, 'No such debt'],
  DEBT_LIMIT: [409, 'Too many debts'],
  METADATA_FIELD_UNKNOWN: [400, 'No such metadata field'],
  METADATA_VALUE_INVALID: [400, 'A metadata value does not fit its field'],
  METADATA_FIELD_KEPT: [409, 'A metadata field is kept as it is'],
  // contact
  ADDRESS_ALERTED: [409, 'The address has a contactability alert'],
  PROVIDER_SUPPRESSED: [409, 'The provider still suppresses the address'],
  CUSTOMER_NOT_CONTACTABLE: [409, 'The customer is not contactable'],
  NO_ADDRESS: [409, 'The customer has no address of this channel'],
  WRONG_NUMBER: [409, 'The number belongs to somebody else'],
  CONTACT_DND: [409, 'The customer asked not to be contacted'],
  CONTACT_PAUSED: [409, 'Communications are paused'],
  PROMISE_OPEN: [409, 'The customer promised to pay and the date has not passed'],
  CONTACT_STOPPED: [409, 'Communications with the customer are stopped'],
  WHATSAPP_WINDOW_CLOSED: [409, "WhatsApp's 24-hour window is closed"],
  TEMPLATE_NOT_APPROVED: [409, 'The template is not approved'],
  NO_APPROVED_TEMPLATE: [409, 'The company has no approved template'],
  CHANNEL_DISABLED: [409, 'The channel is switched off'],
  NO_SENDER: [409, 'The company has no account for this channel'],
  CHANNEL_NOT_SENDABLE: [400, 'Nothing can be sent through this channel'],
  ALERT_NOT_ACTIVE: [409, 'The address has no alert'],
  PROVIDER_UNAVAILABLE: [503, 'The provider did not answer'],
  CONSENT_REQUIRED: [409, 'Consent must be recorded'],
  // calls and results
  CALLS_DISABLED: [409, 'Recording of calls is switched off'],
  RESULT_UNKNOWN: [400, 'No such result in the catalogue'],
  ADDRESS_CHANNEL: [400, 'The address is of another channel'],
  RECORDING_NOT_FOUND: [404, 'No recording'],
  // messages
  TEMPLATE_NOT_FOUND: [404, 'No such template'],
  TEMPLATE_ARCHIVED: [409, 'The template is archived'],
  TEMPLATE_CHANNEL: [400, 'The template is for another channel'],
  TEMPLATE_INVALID: [400, 'The template is not valid'],
  TEMPLATE_VARIABLE_MISSING: [400, 'A template variable is missing'],
  TEMPLATE_VARIABLE_UNKNOWN: [400, 'A template variable is not known'],
  URL_SCHEME: [400, 'Only http and https links'],
  SUBJECT_LENGTH: [400, 'The subject has 1 to 200 characters'],
  BODY_OR_TEMPLATE: [400, 'Send a body or a template'],
  DATE_NO_ZONE: [400, 'Add Z or an offset to the time'],
  DATE_INVALID: [400, 'No such date'],
  DATE_FORMAT: [400, 'Use ISO-8601'],
  DATE_OUT_OF_RANGE: [400, 'The time is out of range'],
  MESSAGE_NOT_CANCELLABLE: [409, 'The message is on its way already'],
  OUTCOME_KNOWN: [409, 'The outcome is known already'],
  MESSAGE_ERASED: [409, 'The content of the message was deleted'],
  TOO_EARLY: [409, 'The provider may still tell the outcome'],
  ATTACHMENT_NOT_FOUND: [404, 'No such attachment'],
  ATTACHMENT_NOT_UPLOADED: [409, 'The file is not uploaded yet'],
  ATTACHMENT_TYPE: [400, 'Files of this type are not taken'],
  ATTACHMENT_CONTENT: [400, 'The file is not what its type says'],
  ATTACHMENT_TOO_LARGE: [400, 'The file is too large'],
  ATTACHMENT_LIMIT: [400, 'More attachments than the channel takes'],
  ATTACHMENT_CHANNEL: [400, 'The channel does not carry the attachment'],
  ATTACHMENT_CUSTOMER: [409, "The document is another customer's"],
  // lists and ids
  ID_INVALID: [400, 'Not an id'],
  LIMIT_INVALID: [400, 'limit is 1 to 100'],
  FILTER_INVALID: [400, 'A filter is not valid'],
  RANGE_INVALID: [400, 'The range is not valid'],
  CURSOR_INVALID: [400, 'The cursor is not valid here'],
  TIMEZONE_UNKNOWN: [400, 'No such time zone'],
  NOT_FOUND: [404, 'Nothing with this id'],
  // processes
  FILE_NOT_READY: [409, 'The file is not ready'],
  FILE_EXPIRED: [410, 'The file has expired'],
  RANGE_TOO_LONG: [400, 'The range has more than 45 dates'],
  EXPORT_ALREADY_REQUESTED: [409, 'The export of the day is requested already'],
  PROCESS_ENDED: [409, 'The process has ended'],
  PROCESS_NOT_FAILED: [409, 'The process has not failed'],
  STANDING_REPORT_LIMIT: [409, 'Too many standing reports'],
  // ours
  INTERNAL_ERROR: [500, 'Something went wrong on our side'],
  TRY_AGAIN: [503, 'Too busy, try again'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof errorCodes;

/** One fault inside a request: where (`path`, dotted), what (`code`) and what to do (`detail`). */
export const FaultSchema = z.strictObject({ path: z.string(), code: z.string(), detail: z.string() });
export type Fault = z.infer<typeof FaultSchema>;

/** RFC 9457 problem document as every error is answered (`application/problem+json`). */
export const ProblemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(FaultSchema).optional(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof ProblemSchema>;
