import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { Create } from '#web/features/customers/create.tsx';
import { StatusGlossary } from '#web/features/interactions/status-glossary.tsx';
import { useTexts } from '#web/language/texts.ts';
import { paths } from '#web/navigation/paths.ts';
import { useMay } from '#web/session/me.ts';
import { CustomerSearch } from './customer-search.tsx';
import { startTexts } from './start-texts.ts';
import { UnmatchedDialog } from './unmatched.tsx';

/** Begins a conversation with anybody (D6), and leads to messages without a customer (D13). */
export function StartActions({ onOpen }: { onOpen(customerId: string): void }) {
  const t = useTexts(startTexts);
  const may = useMay();
  const [open, setOpen] = useState<'search' | 'unmatched' | { readonly create: string }>();
  const choose = (customerId: string) => {
    setOpen(undefined);
    onOpen(customerId);
  };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <StatusGlossary of="message" />
      {may('listUnmatched') && (
        <Button iconName="group" onClick={() => setOpen('unmatched')}>
          {t('unmatched')}
        </Button>
      )}
      {may('sendMessage') && (
        <Button iconName="edit" variant="primary" onClick={() => setOpen('search')}>
          {t('start')}
        </Button>
      )}
      {open === 'search' && (
        <CustomerSearch
          title={t('find')}
          onCreate={may('createCustomer') ? (typed) => setOpen({ create: typed }) : undefined}
          onChoose={choose}
          onClose={() => setOpen(undefined)}
        />
      )}
      {typeof open === 'object' && (
        <Create
          searched={open.create}
          customerPath={paths.conversation}
          onCreated={choose}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'unmatched' && <UnmatchedDialog onOpen={choose} onClose={() => setOpen(undefined)} />}
    </SpaceBetween>
  );
}
