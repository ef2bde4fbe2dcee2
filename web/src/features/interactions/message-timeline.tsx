import Box from '@cloudscape-design/components/box';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import { contactReasons } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import { useUserName } from '#web/session/options.ts';
import type { Message } from './queries.ts';
import { interactionTexts } from './texts.ts';

type Event = Message['events'][number];

const statusOf = ({ kind }: Event): StepsProps.Status => {
  if (kind === 'failed') return 'error';
  if (kind === 'blocked' || kind === 'unknown') return 'warning';
  if (kind === 'skipped' || kind === 'cancelled') return 'stopped';
  return kind === 'deferred' ? 'pending' : 'success';
};

/** What the provider and people told of a communication, oldest first. */
export function MessageTimeline({ events }: { events: readonly Event[] }) {
  const t = useTexts(interactionTexts);
  const label = useLabel();
  const format = useFormat();
  const userName = useUserName();
  if (events.length === 0) return <Box color="text-body-secondary">{t('noEvents')}</Box>;
  const reasonText = (code: string) =>
    Object.entries(contactReasons).find(([known]) => known === code)?.[1] ?? { es: code, en: code };
  return (
    <Steps
      ariaLabel={t('timeline')}
      steps={events.map((event) => ({
        status: statusOf(event),
        header: interactionTexts.has(event.kind) ? t(event.kind) : event.kind,
        details: (
          <Box variant="small" display="block">
            <Box>{format.dateTime(event.at)}</Box>
            {event.code !== undefined && (
              <Box variant="code">{[event.class, event.code].filter(Boolean).join(' ')}</Box>
            )}
            {event.detail !== undefined && <p className="plain-text">{event.detail}</p>}
            {event.reasons?.map((code) => (
              <Box key={code}>{label(reasonText(code))}</Box>
            ))}
            {event.by !== undefined && <Box>{t('by', { name: userName(event.by) })}</Box>}
          </Box>
        ),
      }))}
    />
  );
}
