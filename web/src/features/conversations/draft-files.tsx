import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useRef, useState } from 'react';
import { attachmentTypes } from '#contract/attachment-types.ts';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { composerTexts } from './composer-texts.ts';
import { uploadFile } from './upload.ts';

interface DraftFile {
  readonly key: string;
  readonly name: string;
  /** Undefined while it is on its way. */
  readonly attachmentId?: string;
}

const accepted = Object.entries(attachmentTypes)
  .filter(([, { purposes }]) => purposes.includes('message'))
  .flatMap(([type, { extensions }]) => [type, ...extensions.map((extension) => `.${extension}`)])
  .join(',');

/** Files of a message that is being written: uploaded as soon as they are chosen. */
export const useDraftFiles = () => {
  const t = useTexts(composerTexts);
  const problemText = useProblemText();
  const { show } = useNotices();
  const [files, setFiles] = useState<readonly DraftFile[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const remove = (key: string) => setFiles((current) => current.filter((file) => file.key !== key));
  const add = async (file: File) => {
    const key = crypto.randomUUID();
    setFiles((current) => [...current, { key, name: file.name }]);
    try {
      const attachmentId = await uploadFile(file, 'message');
      setFiles((current) => current.map((each) => (each.key === key ? { ...each, attachmentId } : each)));
    } catch (error) {
      remove(key);
      show({
        id: key,
        type: 'error',
        header: t('uploadFailed', { name: file.name }),
        content: problemText(error),
      });
    }
  };
  return {
    files,
    ids: files.flatMap(({ attachmentId }) => attachmentId ?? []),
    busy: files.some(({ attachmentId }) => attachmentId === undefined),
    input,
    choose: () => input.current?.click(),
    add,
    remove,
    clear: () => setFiles([]),
  };
};

/** The chosen files, and the browser's own dialog behind the button. */
export function DraftFiles({ files }: { files: ReturnType<typeof useDraftFiles> }) {
  const t = useTexts(composerTexts);
  return (
    <>
      <input
        ref={files.input}
        type="file"
        multiple
        hidden
        accept={accepted}
        aria-label={t('attach')}
        onChange={({ target }) => {
          for (const file of target.files ?? []) void files.add(file);
          target.value = '';
        }}
      />
      {files.files.map(({ key, name, attachmentId }) => (
        <div key={key} className="composer-row">
          <StatusIndicator type={attachmentId === undefined ? 'loading' : 'success'}>
            {attachmentId === undefined ? t('uploading', { name }) : name}
          </StatusIndicator>
          <Button
            variant="icon"
            iconName="remove"
            ariaLabel={t('removeFile', { name })}
            onClick={() => files.remove(key)}
          />
        </div>
      ))}
    </>
  );
}
