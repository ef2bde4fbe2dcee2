/** State of the company's accounts in words (E25–E27). */
import type { Label } from './vocabulary.ts';

/**
 * `disconnected`: by an administrator, until somebody connects it again. `error`: the provider says that nothing can be
 * sent from it; ends by itself when the provider says otherwise. Only `connected` ones send.
 */
export const accountStates = ['connected', 'disconnected', 'error'] as const;
export type AccountState = (typeof accountStates)[number];

export const accountStateLabels: Readonly<Record<AccountState, Label>> = {
  connected: { es: 'Conectada', en: 'Connected' },
  disconnected: { es: 'Desconectada', en: 'Disconnected' },
  error: { es: 'Con error', en: 'With an error' },
};

/** Why an account is not connected, in words. */
export const accountFaults = {
  DISCONNECTED_BY_USER: { es: 'La desconectó un administrador.', en: 'An administrator disconnected it.' },
  NOT_FOUND_AT_PROVIDER: { es: 'El proveedor ya no tiene esta cuenta.', en: 'The provider has no such account.' },
  NOT_VERIFIED: { es: 'El proveedor aún no la verifica.', en: 'The provider has not verified it yet.' },
  VERIFICATION_FAILED: { es: 'El proveedor no pudo verificarla.', en: 'The provider could not verify it.' },
  NOT_ACTIVE: { es: 'El número no está activo.', en: 'The number is not active.' },
} as const satisfies Record<string, Label>;
export type AccountFault = keyof typeof accountFaults;
