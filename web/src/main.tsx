import '@cloudscape-design/global-styles/index.css';
import { createRoot } from 'react-dom/client';
import { Console } from './app/console.tsx';
import { StartFailure } from './app/start-failure.tsx';
import { readConfiguration } from './session/configuration.ts';

const container = document.getElementById('console');
if (container === null) throw new Error('index.html has no element #console.');
const root = createRoot(container);

try {
  root.render(<Console configuration={await readConfiguration()} />);
} catch (error) {
  root.render(<StartFailure error={error} />);
}
