/** Icons of the menu that Cloudscape has not, in its grid of 16 × 16 and its line. */

/** Bolsa de dinero: Cuentas por cobrar (glossary). */
export function MoneyBagIcon() {
  return (
    <svg viewBox="0 0 16 16" focusable="false" aria-hidden="true">
      <path d="M6 4 4.5 1.5h7L10 4M6 4h4M6 4C3.5 5.5 2 8.3 2 10.8 2 13 3.4 14.5 6 14.5h4c2.6 0 4-1.5 4-3.7C14 8.3 12.5 5.5 10 4M9.6 7.8c-.3-.5-.9-.8-1.6-.8-.9 0-1.6.4-1.6 1.1 0 1.6 3.3.7 3.3 2.3 0 .7-.8 1.2-1.7 1.2-.8 0-1.4-.3-1.7-.9M8 6.2v6.2" />
    </svg>
  );
}

/** Persona con auriculares: Mesón de Ayuda. */
export function HelpDeskIcon() {
  return (
    <svg viewBox="0 0 16 16" focusable="false" aria-hidden="true">
      <path d="M3 9V7.5a5 5 0 0 1 10 0V9M3 8.5h1.5v4H3a1 1 0 0 1-1-1v-2a1 1 0 0 1 1-1Zm10 0h-1.5v4H13a1 1 0 0 0 1-1v-2a1 1 0 0 0-1-1ZM13 12.5c0 1.2-1.2 2-3.5 2" />
    </svg>
  );
}
