import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useQuery } from '@tanstack/react-query';
import { type Preferences, preferencesQuery, usePutPreferences } from '#web/features/settings/preferences.ts';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { WithData } from '#web/features/settings/with-settings.tsx';
import { isLanguage, languageNames, languages } from '#web/language/languages.ts';
import { setLanguage } from '#web/language/setup.ts';
import { defineTexts, useTexts } from '#web/language/texts.ts';
import { useLanguage } from '#web/language/use-language.ts';
import { useNotices } from '#web/notices/notices.tsx';
import { useProblemText } from '#web/parts/problem-texts.ts';
import { useMe } from '#web/session/me.ts';

const preferenceTexts = defineTexts('settings-preferences', {
  es: {
    about: 'Solo valen para ti. Cada cambio se guarda de inmediato.',
    mails: 'Correos',
    processEmails: 'Avisarme cuando termina una importación o descarga que pedí',
    processEmailsAbout:
      'Llega a {{email}}, con un enlace a la plataforma; el archivo nunca va en el correo. La campana avisa siempre, y los informes permanentes escriben a quienes se eligió en cada uno.',
    processEmailsNoMail:
      'Tu usuario no tiene un correo al que escribir. La campana avisa siempre, y los informes permanentes escriben a quienes se eligió en cada uno.',
    on: 'Recibirás un correo cuando termine lo que pidas.',
    off: 'Ya no recibirás esos correos.',
    failed: 'La preferencia no se guardó',
    language: 'Idioma',
    languageAbout: 'El de la plataforma en este dispositivo. Sin elegir, es el de la empresa.',
  },
  en: {
    about: 'They apply only to you. Each change is saved immediately.',
    mails: 'E-mails',
    processEmails: 'Notify me when an import or download I requested finishes',
    processEmailsAbout:
      'It goes to {{email}}, with a link to the platform; the file is never attached. The bell always notifies you, and each standing report notifies the people chosen in it.',
    processEmailsNoMail:
      'Your user has no e-mail address. The bell always notifies you, and each standing report notifies the people chosen in it.',
    on: 'You will get an e-mail when what you request finishes.',
    off: 'You will no longer get those e-mails.',
    failed: 'The preference was not saved',
    language: 'Language',
    languageAbout: "The platform's language on this device. By default, the company's.",
  },
});

/** Ajustes › Mis preferencias: what holds for whoever is signed in, and for nobody else (B34). */
export function Component() {
  return <WithData query={useQuery(preferencesQuery)}>{(read) => <OwnPreferences preferences={read} />}</WithData>;
}

function OwnPreferences({ preferences }: { preferences: Preferences }) {
  const t = useTexts(preferenceTexts);
  const around = useTexts(settingsTexts);
  const { email } = useMe();
  const language = useLanguage();
  const { show } = useNotices();
  const problemText = useProblemText();
  const put = usePutPreferences();
  const change = (processEmails: boolean) =>
    put.mutate(
      { ...preferences, processEmails },
      {
        onSuccess: () => show({ id: 'preferences', type: 'success', content: t(processEmails ? 'on' : 'off') }),
        onError: (error) =>
          show({ id: 'preferences', type: 'error', header: t('failed'), content: problemText(error) }),
      },
    );
  return (
    <SpaceBetween size="l">
      <Header variant="h2" description={t('about')}>
        {around('preferences')}
      </Header>
      <Container header={<Header variant="h3">{t('mails')}</Header>}>
        <Toggle
          checked={preferences.processEmails}
          disabled={email === null && !preferences.processEmails}
          description={email === null ? t('processEmailsNoMail') : t('processEmailsAbout', { email })}
          onChange={({ detail }) => change(detail.checked)}
        >
          {t('processEmails')}
        </Toggle>
      </Container>
      <Container
        header={
          <Header variant="h3" description={t('languageAbout')}>
            {t('language')}
          </Header>
        }
      >
        <RadioGroup
          ariaLabel={t('language')}
          value={language}
          items={languages.map((value) => ({ value, label: languageNames[value] }))}
          onChange={({ detail }) => {
            if (isLanguage(detail.value)) void setLanguage(detail.value, true);
          }}
        />
      </Container>
    </SpaceBetween>
  );
}
