import * as z from 'zod';
import { ProviderError } from './provider-double.ts';

const attachment = z.object({
  FileName: z.string().min(1).max(255),
  RawContent: z.base64(),
  ContentType: z.string().optional(),
  ContentDisposition: z.enum(['ATTACHMENT', 'INLINE']).optional(),
});

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageHeader.html */
const header = z.object({
  Name: z.string().regex(/^[!-9;-~]{1,126}$/),
  Value: z.string().regex(/^[ -~]{1,870}$/),
});
/** Headers that SES writes itself: https://docs.aws.amazon.com/ses/latest/dg/header-fields.html */
const ownHeaders = new Set([
  ...['bcc', 'cc', 'content-disposition', 'content-type', 'date', 'from', 'message-id', 'mime-version'],
  ...['reply-to', 'return-path', 'subject', 'to'],
]);

/** Quota of SES v2: the whole message, encoded. https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const maxMessageBytes = 40 * 1024 * 1024;
/** Endings that SES refuses: https://docs.aws.amazon.com/ses/latest/dg/mime-types.html (those that matter here). */
const refusedEnding =
  /\.(?:bat|cab|cmd|com|cpl|dll|exe|gadget|hta|inf|jar|js|jse|lnk|msi|msp|ps1|reg|scr|sys|vb|vbe|vbs|ws|wsf|xll)$/i;

const text = z.object({ Data: z.string(), Charset: z.string().optional() });

const sendEmailSchema = z.object({
  FromEmailAddress: z.string().optional(),
  Destination: z
    .object({
      ToAddresses: z.array(z.string()).default([]),
      CcAddresses: z.array(z.string()).default([]),
      BccAddresses: z.array(z.string()).default([]),
    })
    .prefault({}),
  ReplyToAddresses: z.array(z.string()).optional(),
  Content: z.object({
    Simple: z
      .looseObject({
        Subject: text,
        Body: z.object({ Text: text.optional(), Html: text.optional() }),
        Attachments: z.array(attachment).optional(),
        Headers: z.array(header).max(15).optional(),
      })
      .optional(),
    Raw: z.object({ Data: z.base64() }).optional(),
  }),
  EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  ConfigurationSetName: z.string().optional(),
  TenantName: z.string().optional(),
});

/** A request of SES v2's SendEmail, as far as the double reads it. */
export type SendEmailRequest = z.infer<typeof sendEmailSchema>;

/** Quota of SES: recipients of one message, To, Cc and Bcc together. */
const maxRecipients = 50;
const tagPattern = /^[A-Za-z0-9_-]{1,256}$/;
const addressPattern =
  /^[\x21-\x7e]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/** @throws ProviderError BadRequestException, worded as SES words it */
export const parseSendEmail = (body: unknown): SendEmailRequest => {
  const parsed = sendEmailSchema.safeParse(body);
  if (!parsed.success) throw badRequest(z.prettifyError(parsed.error));
  const request = parsed.data;
  const { Simple, Raw } = request.Content;
  if (!Simple && !Raw) throw badRequest('Content must be Simple or Raw; this double renders no templates.');
  if (Simple && !Simple.Body.Text && !Simple.Body.Html) throw badRequest('Missing required parameter Body.');
  if (Simple && !request.FromEmailAddress) throw badRequest('Missing required parameter FromEmailAddress.');
  for (const { Name } of Simple?.Headers ?? []) {
    if (ownHeaders.has(Name.toLowerCase())) throw badRequest(`Header not allowed: ${Name}.`);
  }
  for (const { FileName } of Simple?.Attachments ?? []) {
    if (refusedEnding.test(FileName)) throw badRequest(`Illegal filename '${FileName}'.`);
  }
  const size = (Simple?.Attachments ?? []).reduce((sum, { RawContent }) => sum + RawContent.length, 0);
  if (size > maxMessageBytes) throw badRequest(`Message length is more than ${maxMessageBytes} bytes long.`);
  const recipients = recipientsOf(request);
  if (recipients.length === 0) throw badRequest('There should be at least one recipient.');
  if (recipients.length > maxRecipients) throw badRequest(`Recipient count exceeds ${maxRecipients}.`);
  for (const address of [...recipients, ...(request.FromEmailAddress ? [request.FromEmailAddress] : [])]) {
    if (!address.includes('@')) throw badRequest("Missing final '@domain'");
    if (!addressPattern.test(bareAddress(address))) throw badRequest('Illegal address');
  }
  for (const tag of request.EmailTags) {
    if (!tagPattern.test(tag.Name)) throw badRequest(`Invalid tag name <${tag.Name}>: letters, digits, _ and - only.`);
    if (!tagPattern.test(tag.Value))
      throw badRequest(`Invalid tag value for <${tag.Name}>: letters, digits, _ and - only.`);
  }
  return request;
};

/** Every recipient of the envelope, without display names. */
export const recipientsOf = (request: SendEmailRequest): string[] => {
  const { ToAddresses, CcAddresses, BccAddresses } = request.Destination;
  return [...ToAddresses, ...CcAddresses, ...BccAddresses].map(bareAddress);
};

/** `Rosa <rosa@acme.example>` → `rosa@acme.example`. */
export const bareAddress = (address: string): string => (/<([^<>]*)>\s*$/.exec(address)?.[1] ?? address).trim();

/** The request without the recipients whom SES withholds it from. */
export const withoutRecipients = (request: SendEmailRequest, withheld: ReadonlySet<string>): SendEmailRequest => {
  const kept = (addresses: readonly string[]) => addresses.filter((address) => !withheld.has(bareAddress(address)));
  const { ToAddresses, CcAddresses, BccAddresses } = request.Destination;
  return {
    ...request,
    Destination: {
      ToAddresses: kept(ToAddresses),
      CcAddresses: kept(CcAddresses),
      BccAddresses: kept(BccAddresses),
    },
  };
};

/** The first value of a header of a raw message, unfolded; undefined when it is not there. */
export const rawHeader = (rawBase64: string, name: string): string | undefined => {
  const head =
    Buffer.from(rawBase64, 'base64')
      .toString('utf8')
      .split(/\r?\n\r?\n/, 1)[0] ?? '';
  const unfolded = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const line = unfolded.find((candidate) => candidate.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(name.length + 1).trim();
};

export const badRequest = (message: string): ProviderError => new ProviderError(400, 'BadRequestException', message);
