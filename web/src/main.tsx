import '@cloudscape-design/global-styles/index.css';
import { createRoot } from 'react-dom/client';
import { Console } from './app/console.tsx';
import { StartFailure } from './app/start-failure.tsx';
import { loadComponentTexts } from './language/component-texts.ts';
import { languages } from './language/languages.ts';
import { chosenLanguage } from './language/setup.ts';
import { readConfiguration } from './session/configuration.ts';

const container = document.getElementById('console');
if (container === null) throw new Error('index.html has no element #console.');
const root = createRoot(container);

try {
  const [configuration] = await Promise.all([
    readConfiguration(),
    loadComponentTexts(chosenLanguage() ?? languages[0]),
  ]);
  root.render(<Console configuration={configuration} />);
} catch (error) {
  root.render(<StartFailure error={error} />);
}
