/** An error of Meta's WhatsApp platform. */
export interface MetaError {
  readonly code: number;
  readonly title: string;
  readonly details: string;
}

/**
 * Meta's error codes of reference §1.4 that a number can end in. Codes of fewer than six digits are written with
 * leading zeros (`+56900000368` → 368); 0, 1, 2, 100 are left out, since ordinary numbers end so too.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
const errors: readonly MetaError[] = [
  { code: 368, title: 'Temporarily blocked for policies violations', details: 'The account violated a policy.' },
  { code: 130429, title: 'Rate limit hit', details: 'Message throughput has been reached.' },
  { code: 130472, title: "User's number is part of an experiment", details: 'The message was not sent.' },
  { code: 131000, title: 'Something went wrong', details: 'The message failed for an unknown reason.' },
  { code: 131009, title: 'Parameter value is not valid', details: 'A parameter has a wrong value.' },
  { code: 131016, title: 'Service unavailable', details: 'A service is temporarily unavailable.' },
  { code: 131021, title: 'Recipient cannot be sender', details: 'Sender and recipient are the same number.' },
  { code: 131026, title: 'Message undeliverable', details: 'The recipient is not on WhatsApp or cannot be reached.' },
  { code: 131031, title: 'Account has been locked', details: 'The business account is locked.' },
  { code: 131042, title: 'Business eligibility payment issue', details: 'There is a problem with the payment method.' },
  {
    code: 131047,
    title: 'Re-engagement message',
    details: 'More than 24 hours have passed since the recipient last replied.',
  },
  { code: 131048, title: 'Spam rate limit hit', details: 'Too many earlier messages were blocked or marked as spam.' },
  {
    code: 131049,
    title: 'This message was not delivered to maintain healthy ecosystem engagement',
    details: 'Meta chose not to deliver the message.',
  },
  {
    code: 131050,
    title: 'User has stopped marketing messages from this business',
    details: 'The recipient has opted out of marketing messages.',
  },
  { code: 131051, title: 'Unsupported message type', details: 'The message type is not supported.' },
  { code: 131056, title: 'Pair rate limit hit', details: 'Too many messages to the same recipient in a short time.' },
  { code: 132001, title: 'Template name does not exist', details: 'The template does not exist in the language.' },
  { code: 132005, title: 'Template hydrated text too long', details: 'The filled-in text is too long.' },
  { code: 132015, title: 'Template is paused', details: 'The template is paused for low quality.' },
  { code: 132016, title: 'Template is disabled', details: 'The template is disabled for low quality.' },
  { code: 133016, title: 'Account register or deregister rate limit exceeded', details: 'Too many registrations.' },
];

export const reengagement = 131047;
export const unsupportedType = 131051;

/** Meta's error with this code; codes that the table does not know get a title that says so. */
export const metaError = (code: number): MetaError => {
  const known = errors.find((error) => error.code === code);
  return known ?? { code, title: `Error ${code}`, details: `Meta answered error ${code}.` };
};

/** The error that messages to this number meet, if it ends in a code. */
export const errorForNumber = (digits: string): MetaError | undefined =>
  errors.find(({ code }) => digits.endsWith(String(code).padStart(6, '0')));
