import * as z from 'zod';
import { badRequest } from './email-request.ts';
import { type ProviderDouble, ProviderError, parseJson } from './provider-double.ts';
import type { Handling, ProviderRequest } from './service.ts';
import type { SuppressionEntry, SuppressionLists } from './suppression-list.ts';

const path = '/v2/email/suppression/addresses';
/** SES's own default and largest page. */
const maxPageSize = 1000;

const putSchema = z.object({
  EmailAddress: z.string().min(1),
  Reason: z.enum(['BOUNCE', 'COMPLAINT']),
  TenantName: z.string().optional(),
});

/**
 * Answers the suppression list operations of SES v2 (Get, Put, Delete, List; of the account, or of a tenant when
 * `TenantName` is given); undefined when the request is none of them.
 */
export const answerSuppressionRequest = async (
  request: ProviderRequest,
  double: ProviderDouble,
  lists: SuppressionLists,
): Promise<Handling | undefined> => {
  const tenant = request.query.get('TenantName') ?? undefined;
  if (request.path === path && request.method === 'GET') {
    return double.run({ operation: 'ListSuppressedDestinations' }, () => ({ body: listPage(request.query, lists) }));
  }
  if (request.path === path && request.method === 'PUT') {
    const parsed = putSchema.safeParse(parseJson(request.body));
    return double.run({ operation: 'PutSuppressedDestination', recipient: parsed.data?.EmailAddress }, () => {
      if (!parsed.success) throw badRequest(z.prettifyError(parsed.error));
      const { EmailAddress, Reason, TenantName } = parsed.data;
      lists.put(TenantName, { emailAddress: EmailAddress, reason: Reason, lastUpdate: Date.now() });
      return { body: {} };
    });
  }
  if (!request.path.startsWith(`${path}/`)) return undefined;
  const emailAddress = decodeURIComponent(request.path.slice(path.length + 1));
  if (request.method === 'GET') {
    return double.run({ operation: 'GetSuppressedDestination', recipient: emailAddress }, () => {
      const entry = lists.find(tenant, emailAddress);
      if (!entry) throw notListed(emailAddress);
      return { body: { SuppressedDestination: { ...summary(entry), ...attributes(entry), TenantName: tenant } } };
    });
  }
  if (request.method === 'DELETE') {
    return double.run({ operation: 'DeleteSuppressedDestination', recipient: emailAddress }, () => {
      if (!lists.delete(tenant, emailAddress)) throw notListed(emailAddress);
      return { body: {} };
    });
  }
  return undefined;
};

const listPage = (query: URLSearchParams, lists: SuppressionLists): object => {
  const reasons = query.getAll('Reason');
  const from = instant(query.get('StartDate')) ?? Number.NEGATIVE_INFINITY;
  const to = instant(query.get('EndDate')) ?? Number.POSITIVE_INFINITY;
  const size = Math.min(Number(query.get('PageSize') ?? maxPageSize) || maxPageSize, maxPageSize);
  const start = Number(query.get('NextToken') ?? 0);
  if (!Number.isInteger(start) || start < 0)
    throw new ProviderError(400, 'InvalidNextTokenException', 'Unknown NextToken.');
  const entries = lists
    .list(query.get('TenantName') ?? undefined)
    .filter(({ reason }) => reasons.length === 0 || reasons.includes(reason))
    .filter(({ lastUpdate }) => lastUpdate >= from && lastUpdate <= to);
  const end = start + size;
  return {
    SuppressedDestinationSummaries: entries.slice(start, end).map(summary),
    ...(end < entries.length ? { NextToken: String(end) } : {}),
  };
};

/** Query dates come as ISO-8601 (REST-JSON's default for queries); a number counts as epoch seconds. */
const instant = (value: string | null): number | undefined => {
  if (value === null) return undefined;
  const milliseconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value);
  if (Number.isNaN(milliseconds)) throw badRequest('StartDate and EndDate must be timestamps.');
  return milliseconds;
};

const summary = (entry: SuppressionEntry) => ({
  EmailAddress: entry.emailAddress,
  Reason: entry.reason,
  LastUpdateTime: entry.lastUpdate / 1000,
});

const attributes = ({ messageId, feedbackId }: SuppressionEntry): object =>
  messageId || feedbackId ? { Attributes: { MessageId: messageId, FeedbackId: feedbackId } } : {};

const notListed = (emailAddress: string): ProviderError =>
  new ProviderError(404, 'NotFoundException', `Email address ${emailAddress} does not exist on your suppression list.`);
