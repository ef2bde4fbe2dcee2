import { defineTexts } from '#web/language/texts.ts';

export const sessionTexts = defineTexts('session', {
  es: {
    waiting: 'Cargando Contacta…',
    signedOutTitle: 'Cerraste la sesión',
    signedOutText: 'Para seguir trabajando, inicia sesión otra vez.',
    expiredTitle: 'Tu sesión terminó',
    expiredText: 'Inicia sesión otra vez y vuelves a la página en la que estabas.',
    failedTitle: 'No se pudo iniciar la sesión',
    failedText: 'Revisa tu conexión e inténtalo otra vez. Si sigue fallando, avisa a quien administra Contacta.',
    signIn: 'Iniciar sesión',
  },
  en: {
    waiting: 'Loading Contacta…',
    signedOutTitle: 'You have signed out',
    signedOutText: 'Sign in again to go on working.',
    expiredTitle: 'Your session has ended',
    expiredText: 'Sign in again and you come back to the page where you were.',
    failedTitle: 'Signing in failed',
    failedText: 'Check your connection and try again. If it keeps failing, tell whoever administers Contacta.',
    signIn: 'Sign in',
  },
});
