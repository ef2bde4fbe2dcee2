import Button from '@cloudscape-design/components/button';
import { useNavigate } from 'react-router';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { exportTexts } from './texts.ts';

/** Tells that a file was asked for, and leads to the log where it will be. */
export const useRequestedNotice = (): ((header: string, content: string) => void) => {
  const t = useTexts(exportTexts);
  const navigate = useNavigate();
  const { show } = useNotices();
  return (header, content) =>
    show({
      id: 'export',
      type: 'success',
      header,
      content,
      action: <Button onClick={() => navigate(paths.processes)}>{t('toLog')}</Button>,
    });
};
