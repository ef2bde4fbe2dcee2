/**
 * What the code counts for people to act on, with what it means and what to do. The alarms are made from this list
 * (lib/constructs/metric-alarms.ts); docs/runbook.md tells more.
 */
export const operationalMetrics = {
  RequestFailed: 'The API answered 500: find the requestId in the log of the function.',
  MessageNotEnqueued: 'Messages were accepted but not queued: the sweep sends them within 15 minutes; look at SQS.',
  SendJobWithoutMessage: 'A send job names no message: look at who writes to the send queues.',
  SendingHeld: 'The system holds an account or template: runbook, "Sending that is held".',
  OutcomeNotRecorded: 'A provider took a message and the table did not: its event or the lease will tell.',
  OutcomeUnknown: 'It is not known whether messages were sent: runbook, "Messages with an unknown outcome".',
  EventUnrecognised: 'A provider event was not understood: runbook, "Events put aside".',
  EventUnknownValue: 'A provider event has a value that no table lists: add it to the tables.',
  EventQuarantined: 'A provider event contradicts what we know, or found no message: runbook, "Events put aside".',
  InboundQuarantined: 'A message came to a number or address of no company: runbook, "A new company".',
  InboundMediaMissing: 'Files of WhatsApp messages could not be fetched: runbook, "Media that are missing".',
  DueWorkFailed: 'Something due was not done and is tried again each minute: read the log of schedules-due-work.',
  NightRunFailed: 'A company got no night report requested: runbook, "A night report is missing".',
  IntegrityDamage: 'The nightly check found damage that only a person may mend: runbook, "The nightly check".',
  IntegrityRepaired: 'The nightly check made copies anew: find what left them behind; runbook, "The nightly check".',
  IntegrityCheckFailed: 'A company was not checked: read the log of schedules-integrity.',
  DueWorkStuck: 'Something has been due for more than an hour: read the log of schedules-due-work.',
  ReportFailed: 'A night report was given up: runbook, "A night report is missing".',
  TemplatesNotSynchronised: 'WhatsApp templates of a company wait for Meta: read the log of schedules-template-sync.',
  TemplateStatusUnknown: 'Meta names a status of templates that is in no table: read the logs, add it.',
  AccountsNotLookedAt: 'The state of accounts was not looked at: read the log of schedules-account-states.',
  UsageNotCounted: 'What companies use was not counted, so limits are late: runbook, "Limits that are late".',
  UserDirectoryFailed: 'A sign-in did not reach the user directory: read the log of triggers-pre-token.',
} as const satisfies Record<string, string>;

/** Counted without an alarm: ordinary, but worth a graph. */
type QuietMetric = 'DroppedOfDeletedCompany' | 'InboundUnmatched' | 'MessageExpired' | 'SlowConnectionClosed';

export type MetricName = keyof typeof operationalMetrics | QuietMetric;

/** The one dimension of all of them, whichever function counts. */
export const metricService = 'contacta';
