import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useRef, useState } from 'react';
import { attachmentTypes } from '#contract/attachment-types.ts';
import type { SendingChannel } from '#contract/vocabulary.ts';
import { useTexts } from '#web/language/texts.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { uploadFile } from '../upload.ts';
import { composerTexts } from './composer-texts.ts';

interface DraftFile {
  readonly key: string;
  readonly name: string;
  /** Undefined while it is on its way. */
  readonly attachmentId?: string;
}

/** Types that the channel takes, for the browser's own dialog. */
const acceptedBy = (channel: SendingChannel): string =>
  Object.entries(attachmentTypes)
    .filter(([, { purposes, whatsapp }]) => purposes.includes('message') && (channel !== 'whatsapp' || whatsapp))
    .flatMap(([type, { extensions }]) => [type, ...extensions.map((extension) => `.${extension}`)])
    .join(',');

/** Files of a message that is being written: uploaded, or written by the service, as soon as they are chosen. */
export const useDraftFiles = () => {
  const t = useTexts(composerTexts);
  const problemText = useProblemText();
  const { show } = useNotices();
  const [files, setFiles] = useState<readonly DraftFile[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const remove = (key: string) => setFiles((current) => current.filter((file) => file.key !== key));
  const attach = async (name: string, make: () => Promise<{ attachmentId: string; fileName: string }>) => {
    const key = crypto.randomUUID();
    setFiles((current) => [...current, { key, name }]);
    try {
      const { attachmentId, fileName } = await make();
      setFiles((current) => current.map((each) => (each.key === key ? { key, name: fileName, attachmentId } : each)));
    } catch (error) {
      remove(key);
      show({ id: key, type: 'error', header: t('uploadFailed', { name }), content: problemText(error) });
    }
  };
  return {
    files,
    ids: files.flatMap(({ attachmentId }) => attachmentId ?? []),
    busy: files.some(({ attachmentId }) => attachmentId === undefined),
    input,
    choose: () => input.current?.click(),
    /** Adds a file that `make` gives; says why when it does not. */
    attach,
    add: (file: File) =>
      attach(file.name, async () => ({ attachmentId: await uploadFile(file, 'message'), fileName: file.name })),
    remove,
    clear: () => setFiles([]),
  };
};
export type DraftFileList = ReturnType<typeof useDraftFiles>;

/** The chosen files, and the browser's own dialog behind the button. */
export function DraftFiles({ channel, files }: { channel: SendingChannel; files: DraftFileList }) {
  const t = useTexts(composerTexts);
  return (
    <>
      <input
        ref={files.input}
        type="file"
        multiple
        hidden
        accept={acceptedBy(channel)}
        aria-label={t('attach')}
        onChange={({ target }) => {
          for (const file of target.files ?? []) void files.add(file);
          target.value = '';
        }}
      />
      {files.files.map(({ key, name, attachmentId }) => (
        <div key={key} className="composer-file">
          <StatusIndicator type={attachmentId === undefined ? 'loading' : 'success'} wrapText>
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
