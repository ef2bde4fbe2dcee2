import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import { RestrictionPart } from '#web/features/conversations/care/restriction-part.tsx';
import { rightsTexts } from '#web/features/conversations/care/rights-texts.ts';
import type { Customer } from '#web/features/customers/queries.ts';
import { EraseDialog } from '#web/features/privacy/erase-dialog.tsx';
import { PortabilityPart } from '#web/features/privacy/portability-part.tsx';
import { privacyTexts } from '#web/features/privacy/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { useMay } from '#web/session/me.ts';

/** Datos personales: the state of the person's rights, and what supervisors and administrators do when they are asked (Ley 21.719, LGPD). */
export function CustomerPrivacy({ customer, onErasing }: { customer: Customer; onErasing(processId: string): void }) {
  const t = useTexts(privacyTexts);
  const rights = useTexts(rightsTexts);
  const may = useMay();
  const [erasing, setErasing] = useState(false);
  return (
    <div className="sections">
      <Container header={<Header variant="h2">{rights('title')}</Header>}>
        <RestrictionPart customer={customer} />
      </Container>
      {may('getPortability') && (
        <Container header={<Header variant="h2">{t('copy')}</Header>}>
          <PortabilityPart customerId={customer.customerId} />
        </Container>
      )}
      {may('eraseCustomer') && (
        <Container
          header={
            <Header variant="h2" actions={<Button onClick={() => setErasing(true)}>{t('eraseOpen')}</Button>}>
              {t('erase')}
            </Header>
          }
        >
          <Box>{t('eraseText')}</Box>
        </Container>
      )}
      {erasing && <EraseDialog customer={customer} onBegun={onErasing} onClose={() => setErasing(false)} />}
    </div>
  );
}
