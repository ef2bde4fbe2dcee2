/** A bounce as SES reports it. `suppresses`: a real hard bounce, after which SES puts the address on its list. */
export interface Bounce {
  readonly kind: 'bounce';
  readonly bounceType: 'Permanent' | 'Transient';
  readonly bounceSubType: string;
  readonly status: string;
  readonly diagnosticCode: string;
  readonly reportingMTA: string;
  readonly suppresses: boolean;
  /** An automatic answer comes after the mailbox has taken the e-mail. */
  readonly afterDelivery: boolean;
}

/** What becomes of an e-mail to one recipient. */
export type EmailOutcome = { readonly kind: 'delivery' } | { readonly kind: 'complaint' } | Bounce;

const remoteMta = 'dsn; a8-31.smtp-out.amazonses.com';

const permanent = { kind: 'bounce', bounceType: 'Permanent', reportingMTA: remoteMta, afterDelivery: false } as const;
const transient = { kind: 'bounce', bounceType: 'Transient', reportingMTA: remoteMta, suppresses: false } as const;

/**
 * SES's mailbox simulator (the simulator's own addresses never go on a suppression list).
 * https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
 */
const simulator: Readonly<Record<string, EmailOutcome>> = {
  success: { kind: 'delivery' },
  complaint: { kind: 'complaint' },
  bounce: {
    ...permanent,
    bounceSubType: 'General',
    status: '5.1.1',
    diagnosticCode: 'smtp; 550 5.1.1 user unknown',
    suppresses: false,
  },
  ooto: {
    ...transient,
    bounceSubType: 'General',
    status: '4.0.0',
    diagnosticCode: 'smtp; 250 2.0.0 automatic reply: out of the office',
    afterDelivery: true,
  },
  suppressionlist: {
    ...permanent,
    bounceSubType: 'Suppressed',
    status: '5.1.1',
    diagnosticCode:
      'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.',
    reportingMTA: 'dns; amazonses.com',
    suppresses: false,
  },
};

/** Local parts on `.example` domains that fail, so that invented customers have believable addresses. */
const byLocalPart: readonly { readonly prefix: string; readonly outcome: EmailOutcome }[] = [
  {
    prefix: 'nobody.',
    outcome: {
      ...permanent,
      bounceSubType: 'NoEmail',
      status: '5.1.1',
      diagnosticCode: 'smtp; 550 5.1.1 no such mailbox',
      suppresses: true,
    },
  },
  {
    prefix: 'full.',
    outcome: {
      ...transient,
      bounceSubType: 'MailboxFull',
      status: '5.2.2',
      diagnosticCode: 'smtp; 552 5.2.2 mailbox full',
      afterDelivery: false,
    },
  },
];

/** What becomes of an e-mail to this address; labels (`bounce+x@…`) are ignored, letter case too. */
export const outcomeFor = (emailAddress: string): EmailOutcome => {
  const [localPart = '', domain = ''] = emailAddress.toLowerCase().split('@');
  if (domain === 'simulator.amazonses.com') {
    const outcome = simulator[localPart.split('+')[0] ?? ''];
    if (outcome) return outcome;
  }
  if (domain.endsWith('.example')) {
    const failing = byLocalPart.find(({ prefix }) => localPart.startsWith(prefix));
    if (failing) return failing.outcome;
  }
  return { kind: 'delivery' };
};

/** The bounce of an address on a suppression list. The type of the tenant's is not documented; Permanent is assumed. */
export const suppressedOutcome = (scope: 'account' | 'tenant'): Bounce => ({
  ...permanent,
  bounceSubType: scope === 'tenant' ? 'OnTenantSuppressionList' : 'OnAccountSuppressionList',
  status: '5.1.1',
  diagnosticCode: `Amazon SES did not send the message to this address because it is on the suppression list for your ${scope}.`,
  reportingMTA: 'dns; amazonses.com',
  suppresses: false,
});
