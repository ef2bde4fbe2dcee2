import Box from '@cloudscape-design/components/box';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import { failureLabels, waitReasons } from '#contract/vocabulary.ts';
import { useReasonText } from '#web/features/contact/reason-text.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import type { Message } from './queries.ts';
import { TechnicalDetail } from './technical-detail.tsx';
import { interactionTexts } from './texts.ts';

type Event = Message['events'][number];

const statusOf = ({ kind }: Event): StepsProps.Status => {
  if (kind === 'failed') return 'error';
  if (kind === 'blocked' || kind === 'unknown' || kind === 'opted_out') return 'warning';
  if (kind === 'skipped' || kind === 'cancelled' || kind === 'withdrawn' || kind === 'expired') return 'stopped';
  return kind === 'deferred' ? 'pending' : 'success';
};

/** What the provider and people told of a communication, oldest first. */
export function MessageTimeline({ events, source }: Pick<Message, 'source'> & { readonly events: readonly Event[] }) {
  const t = useTexts(interactionTexts);
  const label = useLabel();
  const reasonText = useReasonText();
  const format = useFormat();
  const userName = useUserName();
  if (events.length === 0) return <Box color="text-body-secondary">{t('noEvents')}</Box>;
  return (
    <Steps
      ariaLabel={t('timeline')}
      steps={events.map((event) => ({
        status: statusOf(event),
        header: interactionTexts.has(event.kind) ? t(event.kind) : event.kind,
        details: (
          <Box variant="small" display="block">
            <Box>{format.told(event.at, source)}</Box>
            {event.statedAt !== undefined && <Box>{t('statedAt', { time: format.dateTime(event.statedAt) })}</Box>}
            {event.class !== undefined && <Box>{label(failureLabels[event.class])}</Box>}
            {event.code !== undefined && event.code in waitReasons && <Box>{reasonText(event.code)}</Box>}
            {(event.code !== undefined || event.detail !== undefined) && (
              <TechnicalDetail code={event.code} diagnostic={event.detail ?? null} />
            )}
            {event.reasons?.map((code) => (
              <Box key={code}>{reasonText(code)}</Box>
            ))}
            {event.by !== undefined && <Box>{t('by', { name: userName(event.by) })}</Box>}
          </Box>
        ),
      }))}
    />
  );
}
