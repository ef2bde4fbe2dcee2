import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { useNavigate, useRouteError } from 'react-router';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { appTexts } from './texts.ts';

/** A page's file that is gone: a newer version has been deployed since this tab was opened. */
const isOldVersion = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|importing a module script/i.test(error.message);

/** Catches what a page throws, so that menu and other pages stay usable. */
export function RouteFailure() {
  const t = useTexts(appTexts);
  const old = isOldVersion(useRouteError());
  return (
    <ContentLayout>
      <Alert
        type={old ? 'info' : 'error'}
        header={t(old ? 'newVersionTitle' : 'failedTitle')}
        action={<Button onClick={() => window.location.reload()}>{t(old ? 'reload' : 'retry')}</Button>}
      >
        {t(old ? 'newVersionText' : 'failedText')}
      </Alert>
    </ContentLayout>
  );
}

/** An address without a page. */
export function NotFound() {
  const t = useTexts(appTexts);
  const navigate = useNavigate();
  return (
    <ContentLayout header={<Header variant="h1">{t('notFoundTitle')}</Header>}>
      <Alert action={<Button onClick={() => navigate(paths.customers)}>{t('toCustomers')}</Button>}>
        {t('notFoundText')}
      </Alert>
    </ContentLayout>
  );
}
