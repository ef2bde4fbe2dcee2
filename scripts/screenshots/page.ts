/** `docs/console.md`, written from the scenes. */
import type { Scene, Shot } from './scenes.ts';

const languages = { es: 'Spanish', en: 'English' } as const;
const places = { 1440: 'on a desk', 360: 'on a phone' } as const;

const picture = ({ name, title }: Scene, { language, width }: Shot): string =>
  `![${title}, ${languages[language]}, ${places[width]}](console/${name}.${language}.${width}.webp)`;

const section = (scene: Scene, shots: readonly Shot[]): string =>
  [
    `## ${scene.title}`,
    '',
    scene.text,
    '',
    `| ${shots.map(({ language, width }) => `${languages[language]}, ${width} px`).join(' | ')} |`,
    `| ${shots.map(() => '---').join(' | ')} |`,
    `| ${shots.map((shot) => picture(scene, shot)).join(' | ')} |`,
  ].join('\n');

/** The page as Markdown: one section for each scene with all its pictures. */
export const consolePage = (scenes: readonly Scene[], shotsOf: (scene: Scene) => readonly Shot[]): string =>
  [
    '# The console in pictures',
    '',
    'What people see with the demo data of `npm start`, as administrator of the company `demo`. Written by',
    '`npm run screenshots`, pictures and page: change a screen there and take them again. How it is built:',
    '[web/README.md](../web/README.md).',
    '',
    ...scenes.flatMap((scene) => [section(scene, shotsOf(scene)), '']),
  ].join('\n');
