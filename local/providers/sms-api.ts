import * as z from 'zod';
import type { OptOut, OptOutLists } from './opt-out-lists.ts';
import { type ErrorDialect, ProviderError } from './provider-double.ts';
import { jsonAnswer } from './service.ts';

/** AWS JSON 1.0: the error's name is in `__type`, every error of the service has status 400 or 500. */
export const awsJson: ErrorDialect = {
  answer: (error) =>
    jsonAnswer(
      error.status,
      { __type: error.code, Message: error.message, ...error.fields },
      { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': error.code },
    ),
  faults: {
    throttle: new ProviderError(400, 'ThrottlingException', 'Rate exceeded.'),
    error500: new ProviderError(500, 'InternalServerException', 'Internal server error (injected).'),
    badRequest: new ProviderError(400, 'ValidationException', 'Bad request (injected).', { Reason: 'INVALID_REQUEST' }),
  },
};

/** AWS's pattern allows a number without plus sign; the double keeps and compares numbers with it. */
const phone = /^\+?[1-9]\d{1,14}$/;

const sendTextSchema = z.object({
  DestinationPhoneNumber: z.string(),
  OriginationIdentity: z.string().optional(),
  MessageBody: z.string().optional(),
  MessageType: z.enum(['TRANSACTIONAL', 'PROMOTIONAL']).default('TRANSACTIONAL'),
  ConfigurationSetName: z.string().optional(),
  Context: z.record(z.string(), z.string()).default({}),
  TimeToLive: z.int().optional(),
  DryRun: z.boolean().default(false),
});

type SendTextRequest = z.infer<typeof sendTextSchema>;

/**
 * Checks a SendTextMessage as AWS does.
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
 *
 * @throws ProviderError ValidationException with `Reason` and `Fields`
 */
export const parseSendText = (body: unknown): SendTextRequest => {
  const parsed = sendTextSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(issue?.path.join('.') ?? 'body', issue?.message ?? 'not valid');
  }
  const request = parsed.data;
  const { MessageBody = '', Context, TimeToLive = 60 } = request;
  if (MessageBody.length === 0) throw invalid('MessageBody', 'must not be empty', 'MISSING_PARAMETER');
  if (MessageBody.length > 1600) throw invalid('MessageBody', 'must have at most 1600 characters');
  if (TimeToLive < 5 || TimeToLive > 259_200) throw invalid('TimeToLive', 'must be 5 to 259200 seconds');
  const entries = Object.entries(Context);
  if (entries.length > 5) throw invalid('Context', 'must have at most 5 entries');
  if (entries.some(([key, value]) => key.length > 100 || value.length === 0 || value.length > 800)) {
    throw invalid('Context', 'must have keys of 1 to 100 and values of 1 to 800 characters');
  }
  return { ...request, DestinationPhoneNumber: phoneNumber('DestinationPhoneNumber', request.DestinationPhoneNumber) };
};

const listSchema = z.object({
  OptOutListName: z.string(),
  OptedOutNumber: z.string().optional(),
  OptedOutNumbers: z.array(z.string()).default([]),
  NextToken: z.string().optional(),
  MaxResults: z.int().min(1).max(100).default(100),
});

/** DescribeOptedOutNumbers, PutOptedOutNumber and DeleteOptedOutNumber; undefined for any other operation. */
export const optOutOperation = (operation: string, body: unknown, lists: OptOutLists): object | undefined => {
  if (!['DescribeOptedOutNumbers', 'PutOptedOutNumber', 'DeleteOptedOutNumber'].includes(operation)) return undefined;
  const parsed = listSchema.safeParse(body);
  if (!parsed.success) throw invalid('OptOutListName', 'is required', 'MISSING_PARAMETER');
  const request = parsed.data;
  const list = resourceName(request.OptOutListName);
  const owner = {
    OptOutListName: list,
    OptOutListArn: `arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${list}`,
  };
  if (operation === 'DescribeOptedOutNumbers') {
    const wanted = request.OptedOutNumbers.map((number) => phoneNumber('OptedOutNumbers', number));
    const entries = wanted.length === 0 ? lists.list(list) : wanted.map((number) => existing(lists, list, number));
    const start = Number(request.NextToken ?? 0);
    const end = start + request.MaxResults;
    return {
      ...owner,
      OptedOutNumbers: entries.slice(start, end).map(described),
      ...(end < entries.length ? { NextToken: String(end) } : {}),
    };
  }
  const number = phoneNumber('OptedOutNumber', request.OptedOutNumber ?? '');
  if (operation === 'PutOptedOutNumber') {
    const entry = lists.find(list, number) ?? { number, at: Date.now(), endUser: false };
    lists.put(list, entry);
    return { ...owner, ...described(entry) };
  }
  const entry = existing(lists, list, number);
  lists.delete(list, number);
  return { ...owner, ...described(entry) };
};

/** A name or the ARN that ends in it → the name. */
export const resourceName = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? (nameOrArn.split('/').at(-1) ?? nameOrArn) : nameOrArn;

/** @throws ProviderError ValidationException when the value is not E.164 */
const phoneNumber = (field: string, value: string): string => {
  if (!phone.test(value)) throw invalid(field, 'must be a phone number in E.164 format');
  return value.startsWith('+') ? value : `+${value}`;
};

const existing = (lists: OptOutLists, list: string, number: string): OptOut => {
  const entry = lists.find(list, number);
  if (entry) return entry;
  throw new ProviderError(400, 'ResourceNotFoundException', `${number} is not in the opt-out list ${list}.`, {
    ResourceType: 'opted-out-number',
    ResourceId: number,
  });
};

const described = (entry: OptOut) => ({
  OptedOutNumber: entry.number,
  OptedOutTimestamp: entry.at / 1000,
  EndUserOptedOut: entry.endUser,
});

const invalid = (field: string, message: string, reason = 'FIELD_VALIDATION_FAILED'): ProviderError =>
  new ProviderError(400, 'ValidationException', `${field} ${message}.`, {
    Reason: reason,
    Fields: [{ Name: field, Message: message }],
  });
