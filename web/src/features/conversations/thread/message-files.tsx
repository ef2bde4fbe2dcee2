import Button from '@cloudscape-design/components/button';
import { useMutation } from '@tanstack/react-query';
import { api, dataOf } from '#web/api/client.ts';
import { useTexts } from '#web/language/texts.ts';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import type { ThreadMessage } from '../queries.ts';
import { threadTexts } from './thread-texts.ts';

/** Files of a message and the recording of a call, by links that hold for five minutes (C10, D3, D22). */
export function MessageFiles({
  message: { messageId, attachments, result },
  customerId,
}: {
  message: ThreadMessage;
  customerId: string;
}) {
  const t = useTexts(threadTexts);
  const download = useMutation({
    mutationFn: (attachmentId: string) =>
      dataOf(
        api.GET('/v1/messages/{messageId}/attachments/{attachmentId}', {
          params: { path: { messageId, attachmentId } },
        }),
      ),
    // The link answers as a download: the page stays.
    onSuccess: ({ url }) => window.location.assign(url),
  });
  return (
    <>
      {attachments.map(({ attachmentId, fileName }) => (
        <Button
          key={attachmentId}
          variant="inline-link"
          iconName="download"
          ariaLabel={t('download', { name: fileName })}
          onClick={() => download.mutate(attachmentId)}
        >
          {fileName}
        </Button>
      ))}
      {download.error !== null && <ProblemAlert error={download.error} />}
      {result !== null && result.recordingId !== null && <Recording customerId={customerId} messageId={messageId} />}
    </>
  );
}

/** Plays a call, any number of times: the link is asked for when it is wanted. */
function Recording({ customerId, messageId }: { customerId: string; messageId: string }) {
  const t = useTexts(threadTexts);
  const link = useMutation({
    mutationFn: () =>
      dataOf(
        api.GET('/v1/conversations/{customerId}/results/{messageId}/recording', {
          params: { path: { customerId, messageId } },
        }),
      ),
  });
  if (link.error !== null) return <ProblemAlert error={link.error} onRetry={() => link.mutate()} />;
  if (link.data === undefined) {
    return (
      <Button variant="inline-link" iconName="play" loading={link.isPending} onClick={() => link.mutate()}>
        {t('play')}
      </Button>
    );
  }
  return (
    // biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said on the phone
    <audio
      controls
      autoPlay
      src={link.data.url}
      aria-label={t('recording')}
      // An expired link: ask for another one.
      onError={() => link.reset()}
    />
  );
}
