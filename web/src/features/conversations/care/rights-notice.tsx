import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { Customer } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useFollow } from '#web/navigation/use-follow.ts';
import { useFormat } from '#web/session/format.ts';
import { useMay } from '#web/session/me.ts';
import { useUserName } from '#web/session/options.ts';
import { rightsTexts } from './rights-texts.ts';

/** Says that the person is being erased, is blocked or has objected, where it matters to whoever works with the customer. */
export function RightsNotice({
  customer: { customerId, erasing, restriction },
  isHere = false,
}: {
  customer: Customer;
  /** The page shows how far the erasure is. */
  isHere?: boolean;
}) {
  const t = useTexts(rightsTexts);
  const format = useFormat();
  const follow = useFollow();
  const may = useMay();
  const userName = useUserName();
  if (erasing !== undefined) {
    return (
      <Alert type="error" header={t('erasing')}>
        {t('erasingText', { at: format.dateTime(erasing.at) })}{' '}
        {!isHere && may('getProcess') && (
          <Link href={paths.erasure(customerId, erasing.processId)} onFollow={follow} variant="primary">
            {t('seeErasing')}
          </Link>
        )}
      </Alert>
    );
  }
  if (restriction === undefined) return null;
  const { kind, at, by, reason } = restriction;
  return (
    <Alert type={kind === 'blocking' ? 'error' : 'warning'} header={t(kind)}>
      {t(kind === 'blocking' ? 'blockingText' : 'oppositionText')}
      <Box variant="small" display="block">
        <span className="breakable">
          {t('since', { at: format.dateTime(at), by: userName(by) })} · {reason}
        </span>
      </Box>
    </Alert>
  );
}
