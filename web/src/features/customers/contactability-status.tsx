import Box from '@cloudscape-design/components/box';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { type Contactability, contactabilityLabels } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { AlertSymbol } from '#web/parts/alert-symbol.tsx';
import { customerTexts } from './texts.ts';

const types: Readonly<Record<Contactability, StatusIndicatorProps.Type>> = {
  ok: 'success',
  problems: 'warning',
  none: 'error',
};

/** Whether a customer can be reached, and through how many addresses not (A8, Q2b); the symbol of an alert opens it (F9). */
export function ContactabilityStatus({
  contactability,
  alerts = 0,
  callOnly = false,
  open,
}: {
  contactability: Contactability;
  alerts?: number;
  callOnly?: boolean;
  /** What the symbol opens, where somebody may do something about the alerts. */
  open?: { readonly label: string; onPress(): void } | undefined;
}) {
  const t = useTexts(customerTexts);
  const label = useLabel();
  return (
    <>
      {open !== undefined && alerts > 0 && contactability !== 'ok' ? (
        <AlertSymbol {...open} severe={contactability === 'none'} words={label(contactabilityLabels[contactability])} />
      ) : (
        <StatusIndicator type={types[contactability]}>{label(contactabilityLabels[contactability])}</StatusIndicator>
      )}
      {(alerts > 0 || callOnly) && (
        <Box variant="small" display="block">
          {[alerts > 0 ? t('alerts', { count: alerts }) : undefined, callOnly ? t('callOnly') : undefined]
            .filter((text) => text !== undefined)
            .join(' · ')}
        </Box>
      )}
    </>
  );
}
