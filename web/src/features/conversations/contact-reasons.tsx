import Alert from '@cloudscape-design/components/alert';
import { contactReasons } from '#contract/vocabulary.ts';
import type { Answer } from '#web/api/paths.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { useFormat } from '#web/session/format.ts';
import { composerTexts } from './composer-texts.ts';

/** All reasons why the customer cannot be contacted, each with what to do next; warnings as well (F11, E24–E27). */
export function ContactReasons({ check }: { check: Answer<'contactCheck'> }) {
  const t = useTexts(composerTexts);
  const label = useLabel();
  const format = useFormat();
  if (check.reasons.length === 0) return null;
  return (
    <Alert type={check.allowed ? 'info' : 'warning'} header={t(check.allowed ? 'warning' : 'cannot')}>
      <ul className="composer-reasons">
        {check.reasons.map(({ code, until }) => (
          <li key={code}>
            {label(contactReasons[code])} {until !== undefined && t('until', { when: format.dateTime(until) })}{' '}
            <strong>{label(contactReasons[code].next)}</strong>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
