import Box from '@cloudscape-design/components/box';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { type Contactability, contactabilityLabels } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { customerTexts } from './texts.ts';

const types: Readonly<Record<Contactability, StatusIndicatorProps.Type>> = {
  ok: 'success',
  problems: 'warning',
  none: 'error',
};

/** Whether a customer can be reached, and through how many addresses not (A8, Q2b). */
export function ContactabilityStatus({
  contactability,
  alerts = 0,
  callOnly = false,
}: {
  contactability: Contactability;
  alerts?: number;
  callOnly?: boolean;
}) {
  const t = useTexts(customerTexts);
  const label = useLabel();
  return (
    <>
      <StatusIndicator type={types[contactability]}>{label(contactabilityLabels[contactability])}</StatusIndicator>
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
