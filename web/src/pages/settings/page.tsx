import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import { Link, Outlet, useLocation, useNavigate } from 'react-router';
import { settingsTexts } from '#web/features/settings/texts.ts';
import { useTexts } from '#web/language/texts.ts';
import { paths, type SettingsSection, settingsSections } from '#web/navigation/paths.ts';
import './settings.css';

const sectionOf = (pathname: string): SettingsSection =>
  settingsSections.find((section) => pathname.startsWith(paths.settingsSection(section))) ?? 'company';

/** Ajustes: sections on the left, or in a choice above on a phone; each has its own address. */
export function Component() {
  const t = useTexts(settingsTexts);
  const navigate = useNavigate();
  const active = sectionOf(useLocation().pathname);
  const options = settingsSections.map((value) => ({ value, label: t(value) }));
  return (
    <ContentLayout header={<Header variant="h1">{t('title')}</Header>}>
      <div className="settings">
        <nav className="settings-sections" aria-label={t('sections')}>
          <ul>
            {settingsSections.map((section) => (
              <li key={section}>
                <Link to={paths.settingsSection(section)} aria-current={section === active ? 'page' : undefined}>
                  {t(section)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="settings-choice">
          <Select
            ariaLabel={t('section')}
            options={options}
            selectedOption={options.find(({ value }) => value === active) ?? null}
            onChange={({ detail }) => {
              const section = settingsSections.find((one) => one === detail.selectedOption.value);
              if (section !== undefined) navigate(paths.settingsSection(section));
            }}
          />
        </div>
        <div className="settings-section">
          <Outlet />
        </div>
      </div>
    </ContentLayout>
  );
}
