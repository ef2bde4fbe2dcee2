import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import { type ContactReasonCode, contactReasons } from '#contract/vocabulary.ts';
import type { Answer } from '#web/api/paths.ts';
import { useTexts } from '#web/language/texts.ts';
import { useLabel } from '#web/language/use-language.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { composerTexts } from './composer/composer-texts.ts';
import './composer/composer.css';

const accounts = paths.settingsSection('communications');

/** Where what to do next is done, when that is on a page of its own (E25–E27). */
const places: Readonly<{ [Code in ContactReasonCode]?: string }> = {
  CHANNEL_DISABLED: accounts,
  NO_SENDER: accounts,
  ACCOUNT_DISCONNECTED: accounts,
  NO_PROACTIVE_ACCOUNT: accounts,
  NO_VALID_ACCOUNT: accounts,
  NO_APPROVED_TEMPLATE: paths.templates,
  TEMPLATE_NOT_APPROVED: paths.templates,
};

/** All reasons why the customer cannot be contacted, each with what to do next; warnings as well (F11, E24–E27). */
export function ContactReasons({
  check,
  title,
}: {
  check: Answer<'contactCheck'>;
  /** In place of the words about one address. */
  title?: string;
}) {
  const t = useTexts(composerTexts);
  const label = useLabel();
  const format = useFormat();
  const follow = useFollow();
  const may = useMay();
  if (check.reasons.length === 0) return null;
  const next = (code: ContactReasonCode) => {
    const href = places[code];
    const words = label(contactReasons[code].next);
    // Accounts and channels are the administrators': others are told what to ask for.
    return href === undefined || (href === accounts && !may('patchAccount')) ? (
      <strong>{words}</strong>
    ) : (
      <Link href={href} onFollow={follow} variant="primary">
        {words}
      </Link>
    );
  };
  return (
    <Alert type={check.allowed ? 'info' : 'warning'} header={title ?? t(check.allowed ? 'warning' : 'cannot')}>
      <ul className="composer-reasons">
        {check.reasons.map(({ code, until }) => (
          <li key={code}>
            {label(contactReasons[code])} {until !== undefined && t('until', { when: format.dateTime(until) })}{' '}
            {next(code)}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
