import type { DemoUser } from './demo-user.ts';

/** The sign-in page: each demo user is a button. It needs no script and loads nothing. */
export const signInPage = (action: string, users: readonly DemoUser[]): string => {
  const buttons = users
    .map(
      (user) => `<button name="user" value="${escaped(user.userName)}">
        <strong>${escaped(user.name)}</strong>
        <span>${escaped([...user.groups, ...Object.values(user.attributes)].join(' · '))}</span>
        <span>${escaped(user.email)}</span>
      </button>`,
    )
    .join('\n');
  return page('Iniciar sesión', `<form method="post" action="${escaped(action)}">${buttons}</form>`);
};

/** A page that says what went wrong and what to do. */
export const problemPage = (title: string, detail: string): string => page(title, `<p>${escaped(detail)}</p>`);

const page = (title: string, content: string): string => `<!doctype html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Contacta</title>
<style>
  body { font-family: system-ui, sans-serif; max-width: 28rem; margin: 3rem auto; padding: 0 1rem; color: #16191f; }
  button { display: block; width: 100%; margin: 0 0 .5rem; padding: .75rem 1rem; text-align: left; font: inherit;
    background: #fff; border: 1px solid #7d8998; border-radius: .5rem; cursor: pointer; }
  button:hover, button:focus-visible { border-color: #0972d3; outline: 2px solid #0972d3; }
  button span { display: block; color: #414d5c; }
</style>
</head>
<body><main><h1>${escaped(title)}</h1>${content}</main></body>
</html>`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
