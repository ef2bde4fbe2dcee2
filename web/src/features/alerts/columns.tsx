import Box from '@cloudscape-design/components/box';
import type { TableProps } from '@cloudscape-design/components/table';
import { alertReasons, channelLabels } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { AlertSymbol } from '#web/parts/alert-symbol.tsx';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { Owners } from './owners.tsx';
import type { Alert } from './queries.ts';
import { alertTexts } from './texts.ts';

const dayMs = 86_400_000;

/** Columns of the work list (F9); the red symbol of a row opens the clearing of its address. */
export const useAlertColumns = ({
  now,
  onClear,
}: {
  /** Epoch ms from which ages are told. */
  now: number;
  onClear(alert: Alert): void;
}): TableProps.ColumnDefinition<Alert>[] => {
  const t = useTexts(alertTexts);
  const label = useLabel();
  const format = useFormat();
  const may = useMay();
  const age = (raisedAt: string): string => {
    const count = Math.floor((now - Date.parse(raisedAt)) / dayMs);
    return count < 1 ? t('today') : t('days', { count });
  };
  return [
    {
      id: 'address',
      header: t('address'),
      isRowHeader: true,
      cell: ({ value }) => <span className="breakable">{value}</span>,
      minWidth: 190,
    },
    {
      id: 'reason',
      header: t('reason'),
      cell: (alert) => (
        <>
          {may('clearAlert') ? (
            <AlertSymbol
              words={label(alertReasons[alert.reason])}
              label={t('clearOf', { address: alert.value })}
              onPress={() => onClear(alert)}
            />
          ) : (
            label(alertReasons[alert.reason])
          )}
          {alert.providerPending && (
            <Box variant="small" display="block">
              {t('pending')}
            </Box>
          )}
        </>
      ),
      minWidth: 220,
    },
    { id: 'channel', header: t('channel'), cell: ({ channel }) => label(channelLabels[channel]), minWidth: 110 },
    { id: 'class', header: t('class'), cell: (alert) => t(alert.class), minWidth: 130 },
    {
      id: 'since',
      header: t('since'),
      cell: ({ raisedAt }) => (
        <>
          {format.dateTime(raisedAt)}
          <Box variant="small" display="block">
            {age(raisedAt)}
          </Box>
        </>
      ),
      sortingField: 'raisedAt',
      minWidth: 150,
    },
    { id: 'owners', header: t('owners'), cell: (alert) => <Owners {...alert} />, minWidth: 180 },
  ];
};
