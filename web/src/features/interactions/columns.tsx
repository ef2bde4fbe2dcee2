import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { type InteractionColumn, interactionColumns } from '#contract/interaction-columns.ts';
import { channelLabels, failureLabels } from '#contract/vocabulary.ts';
import { useReasonText } from '#web/features/contact/reason-text.ts';
import { useMessageText } from '#web/language/received-text.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import type { ColumnGroup } from '#web/lists/columns-dialog.tsx';
import { paths } from '#web/navigation/paths.ts';
import { TargetLink } from '#web/parts/target-link.tsx';
import { useAuthorName } from '#web/session/author-name.ts';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import { InteractionStatus } from './interaction-status.tsx';
import type { Interaction } from './queries.ts';
import { interactionTexts } from './texts.ts';

/** Ids of the register's columns, in the order of the list. */
export const columnIds = Object.keys(interactionColumns) as InteractionColumn[];
/** Columns that always stand. */
export const fixedColumns = ['customerName', 'scheduledAt'] as const satisfies readonly InteractionColumn[];
/** Columns until somebody chooses others (E14: at most five). */
export const standardColumns = [
  'documentNumber',
  'channel',
  'status',
  'preview',
  'errorMessage',
] as const satisfies readonly InteractionColumn[];

/** Least widths in px: those that a list begins with fit beside the menu at 1440. */
const widths: { readonly [Column in InteractionColumn]?: number } = {
  customerName: 170,
  preview: 205,
  errorMessage: 180,
  channel: 110,
};

const isFixed = (id: string): boolean => fixedColumns.some((fixed) => fixed === id);

/** What people choose from (B16–B22). */
export const useInteractionColumnGroups = (): readonly ColumnGroup[] => {
  const t = useTexts(interactionTexts);
  const label = useLabel();
  return [
    {
      label: t('listColumns'),
      columns: columnIds.map((id) => ({ id, label: label(interactionColumns[id]), fixed: isFixed(id) })),
    },
  ];
};

/** All columns of the register with what stands in them (B4–B9, B16–B22). */
export const useInteractionColumns = (
  onOpen: (messageId: string) => void,
): TableProps.ColumnDefinition<Interaction>[] => {
  const t = useTexts(interactionTexts);
  const label = useLabel();
  const format = useFormat();
  const authorName = useAuthorName();
  const userName = useUserName();
  const messageText = useMessageText();
  const reasonText = useReasonText();
  const text = (value: string | null | undefined) => <span className="breakable">{value ?? t('none')}</span>;
  const cells: Readonly<Record<InteractionColumn, (row: Interaction) => ReactNode>> = {
    messageId: ({ messageId }) => text(messageId),
    customerName: ({ customerId, customerName }) => (
      <TargetLink href={paths.customer(customerId)}>
        <span className="breakable">{customerName}</span>
      </TargetLink>
    ),
    documentType: ({ documentType }) => text(documentType),
    documentNumber: ({ documentNumber }) => text(documentNumber),
    direction: ({ direction }) => t(direction),
    channel: ({ channel }) => label(channelLabels[channel]),
    recipient: ({ recipient }) => text(recipient),
    status: ({ status, messageId, customerName }) => (
      <InteractionStatus
        status={status}
        open={{ label: t('openFailure', { name: customerName }), onPress: () => onOpen(messageId) }}
      />
    ),
    subject: ({ subject }) => text(subject),
    preview: ({ direction, preview }) => text(preview === null ? null : messageText(direction, preview)),
    originKind: ({ origin }) => (origin === null ? t('none') : t(origin.kind)),
    originName: ({ origin }) => text(origin?.name),
    templateName: ({ template }) => text(template?.name),
    scheduledAt: ({ scheduledAt, source }) => format.told(scheduledAt, source),
    sentAt: ({ sentAt, source }) => (sentAt === null ? t('none') : format.told(sentAt, source)),
    portfolios: ({ portfolios }) => text(portfolios.length === 0 ? null : portfolios.join(', ')),
    segment: ({ segment }) => text(segment),
    advisorId: ({ advisorId }) => (advisorId === null ? t('nobody') : userName(advisorId)),
    author: ({ author }) => text(authorName(author)),
    previousMessageId: ({ previousMessageId, customerName }) =>
      previousMessageId === null ? (
        t('none')
      ) : (
        <Button
          variant="inline-link"
          ariaLabel={t('openPrevious', { name: customerName })}
          onClick={() => onOpen(previousMessageId)}
        >
          {t('previous')}
        </Button>
      ),
    errorCode: ({ failure }) => text(failure?.code),
    // What the provider said, in its language, stands in the detail.
    errorMessage: ({ failure, reasons }) =>
      text(failure === null ? reasons.map(reasonText).join(' ') || null : label(failureLabels[failure.class])),
    source: ({ source }) => t(source),
    result: ({ result }) => text(result?.label),
  };
  return [
    ...columnIds.map(
      (id): TableProps.ColumnDefinition<Interaction> => ({
        id,
        header: label(interactionColumns[id]),
        cell: cells[id],
        minWidth: widths[id] ?? 130,
        ...(id === 'customerName' ? { isRowHeader: true } : {}),
        ...(id === 'scheduledAt' ? { sortingField: 'at' } : {}),
      }),
    ),
    {
      id: 'detail',
      header: t('detail'),
      cell: ({ messageId, customerName }) => (
        <Button
          variant="icon"
          iconName="status-info"
          ariaLabel={t('openDetail', { name: customerName })}
          onClick={() => onOpen(messageId)}
        />
      ),
      minWidth: 80,
    },
  ];
};
