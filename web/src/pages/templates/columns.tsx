import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { channelLabels, templateReasons, templateStateLabels } from '#contract/vocabulary.ts';
import { TechnicalDetail } from '#web/features/interactions/technical-detail.tsx';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import type { Template } from './queries.ts';
import { templateTexts } from './texts.ts';

const types: Readonly<Record<Template['state'], StatusIndicatorProps.Type>> = {
  draft: 'pending',
  pending: 'in-progress',
  approved: 'success',
  rejected: 'error',
  paused: 'warning',
  disabled: 'error',
  archived: 'stopped',
};

const isKnownReason = (reason: string): reason is keyof typeof templateReasons =>
  Object.hasOwn(templateReasons, reason);

interface RowActions {
  onEdit(template: Template): void;
  onArchive(template: Template): void;
}

/** Name, channel, state with its reason, text, actions. */
export const useTemplateColumns = ({ onEdit, onArchive }: RowActions): TableProps.ColumnDefinition<Template>[] => {
  const t = useTexts(templateTexts);
  const label = useLabel();
  const format = useFormat();
  const may = useMay();
  return [
    {
      id: 'name',
      header: t('name'),
      isRowHeader: true,
      cell: ({ name }) => <span className="breakable">{name}</span>,
      minWidth: 150,
    },
    { id: 'channel', header: t('channel'), cell: ({ channel }) => label(channelLabels[channel]), minWidth: 110 },
    {
      id: 'state',
      header: t('state'),
      cell: ({ state, stateReason, providerName }) => (
        <>
          <StatusIndicator type={types[state]}>{label(templateStateLabels[state])}</StatusIndicator>
          {(state === 'paused' || state === 'disabled') && (
            <div>
              <Badge color="severity-high">{t('notSendable')}</Badge>
            </div>
          )}
          {stateReason !== null && (
            <Box variant="small">
              {isKnownReason(stateReason) ? (
                label(templateReasons[stateReason])
              ) : providerName === null ? (
                <span className="breakable">{stateReason}</span>
              ) : (
                // Meta's own text, in its language.
                <>
                  {t('otherReason')}
                  <TechnicalDetail code={undefined} diagnostic={stateReason} />
                </>
              )}
            </Box>
          )}
        </>
      ),
      minWidth: 140,
    },
    {
      id: 'body',
      header: t('body'),
      cell: ({ subject, body, variables }) => (
        <>
          {subject !== null && <strong className="breakable">{subject}</strong>}
          <p className="thread-text">{body}</p>
          {variables.length > 0 && (
            <Box variant="small">
              {t('variables')}: {format.list(variables)}
            </Box>
          )}
        </>
      ),
      minWidth: 280,
    },
    { id: 'updatedAt', header: t('updatedAt'), cell: ({ updatedAt }) => format.dateTime(updatedAt), minWidth: 150 },
    {
      id: 'actions',
      header: t('actions'),
      cell: (template) =>
        may('patchTemplate') &&
        template.state !== 'archived' && (
          <SpaceBetween direction="horizontal" size="xxs">
            <Button
              variant="icon"
              iconName="edit"
              ariaLabel={t('edit', { name: template.name })}
              onClick={() => onEdit(template)}
            />
            <Button
              variant="icon"
              iconName="folder"
              ariaLabel={t('archive', { name: template.name })}
              onClick={() => onArchive(template)}
            />
          </SpaceBetween>
        ),
      minWidth: 110,
    },
  ];
};
