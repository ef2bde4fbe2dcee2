import Button from '@cloudscape-design/components/button';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useUndoAlerts } from './changes.ts';
import { alertTexts } from './texts.ts';

/** Tells that addresses are being cleared or marked, with the way back beside it. */
export const useActionNotice = () => {
  const t = useTexts(alertTexts);
  const problemText = useProblemText();
  const { show } = useNotices();
  const undo = useUndoAlerts();
  /** @param onDone after the undoing has begun */
  const takeBack = (processId: string, onDone: () => void = () => undefined) => {
    const id = `alerts-${processId}`;
    undo.mutateAsync(processId).then(
      () => {
        show({ id, type: 'info', content: t('undoing') });
        onDone();
      },
      (error: unknown) => show({ id, type: 'error', content: problemText(error) }),
    );
  };
  const begun = (
    what: 'clearing' | 'marking',
    addresses: number,
    number: string,
    processId: string,
    onDone: () => void,
  ) =>
    show({
      id: `alerts-${processId}`,
      type: 'success',
      header: t(what, { count: addresses, number }),
      content: t('undoHint'),
      action: <Button onClick={() => takeBack(processId, onDone)}>{t('undo')}</Button>,
    });
  return { begun, takeBack };
};
