/** The row of AWS End User Messaging SMS in the registry. */
import { type EventBody, has, type ProviderReader } from '../provider.ts';
import { classifySmsReport, parseSmsInbound, parseSmsReport } from './sms-events.ts';

/** `eventType` of SMS, MMS, voice and RCS. */
const reportType = /^(?:TEXT|MEDIA|VOICE|RCS)_/;

const isInbound = (body: EventBody): boolean => has(body, 'inboundMessageId') || has(body, 'originationNumber');
const isReport = (body: EventBody): boolean =>
  has(body, 'messageStatus') || (typeof body.eventType === 'string' && reportType.test(body.eventType));

export const awsSms: ProviderReader = {
  id: 'aws-sms',
  channel: 'sms',
  recognises: (body) => isInbound(body) || isReport(body),
  read: (body, { receivedAt }) =>
    isInbound(body) ? parseSmsInbound(body, receivedAt) : parseSmsReport(body, receivedAt),
  classify: classifySmsReport,
};
