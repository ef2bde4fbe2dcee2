import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { customersQuery } from '#web/features/customers/queries.ts';
import { useTexts } from '#web/language/texts.ts';
import { Found } from '#web/lists/found.tsx';
import { SearchBox } from '#web/lists/search-box.tsx';
import { ProblemAlert } from '#web/parts/problem-alert.tsx';
import { startTexts } from './start-texts.ts';

/** Shortest search: one letter would match everybody. */
const shortest = 2;

/** Finds a customer and gives it on: to begin a conversation with (D6), to assign a message to (D13). */
export function CustomerSearch({
  title,
  error,
  onCreate,
  onChoose,
  onClose,
}: {
  title: string;
  /** Why the choice could not be taken. */
  error?: unknown;
  /** Creates a customer beginning with what was typed; absent where that is not offered. */
  onCreate?: ((typed: string) => void) | undefined;
  onChoose(customerId: string): void;
  onClose(): void;
}) {
  const t = useTexts(startTexts);
  const [q, setQ] = useState('');
  const search = useQuery({ ...customersQuery({ q }), enabled: q.length >= shortest });
  return (
    <Modal
      visible
      header={title}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            {onCreate !== undefined && <Button onClick={() => onCreate(q)}>{t('create')}</Button>}
            <Button variant="link" onClick={onClose}>
              {t('close')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        {error !== null && error !== undefined && <ProblemAlert error={error} />}
        <SearchBox focused value={q} placeholder={t('search')} onSearch={setQ} />
        {q.length < shortest && <Box color="text-body-secondary">{t('hint')}</Box>}
        {q.length >= shortest && search.isFetching && <Spinner />}
        {search.error !== null && <ProblemAlert error={search.error} onRetry={() => void search.refetch()} />}
        {q.length >= shortest && search.data?.items.length === 0 && !search.isFetching && <Box>{t('nobody')}</Box>}
        {q.length >= shortest &&
          search.data?.items.slice(0, 10).map(({ customerId, name, documentNumber }) => (
            <Button key={customerId} variant="inline-link" onClick={() => onChoose(customerId)}>
              <Found text={documentNumber === null ? name : `${name} · ${documentNumber}`} search={q} />
            </Button>
          ))}
      </SpaceBetween>
    </Modal>
  );
}
