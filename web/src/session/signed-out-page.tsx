import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTexts } from '#web/language/texts.ts';
import { sessionTexts } from './texts.ts';
import './signed-out-page.css';

const wording = {
  'signed-out': ['signedOutTitle', 'signedOutText'],
  expired: ['expiredTitle', 'expiredText'],
  disabled: ['disabledTitle', 'disabledText'],
  failed: ['failedTitle', 'failedText'],
} as const;

/** Says why nobody is signed in, and offers to sign in. */
export function SignedOutPage({ reason, onSignIn }: { reason: keyof typeof wording; onSignIn(): void }) {
  const t = useTexts(sessionTexts);
  const [title, text] = wording[reason];
  return (
    <main className="signed-out-page">
      <Container header={<Header variant="h1">{t(title)}</Header>}>
        <SpaceBetween size="l">
          <Box variant="p">{t(text)}</Box>
          <Button variant="primary" onClick={onSignIn}>
            {t('signIn')}
          </Button>
        </SpaceBetween>
      </Container>
    </main>
  );
}
