import { defineTexts } from '#web/language/texts.ts';

export const sessionTexts = defineTexts('session', {
  es: {
    waiting: 'Cargando Contacta…',
    signedOutTitle: 'Cerraste la sesión',
    signedOutText: 'Para seguir trabajando, inicia sesión otra vez.',
    expiredTitle: 'Tu sesión terminó',
    expiredText: 'Inicia sesión otra vez y vuelves a la página en la que estabas.',
    disabledTitle: 'Tu usuario está desactivado',
    disabledText: 'Un administrador de tu empresa lo desactivó. Habla con esa persona si crees que es un error.',
    failedTitle: 'No se pudo iniciar la sesión',
    failedText: 'Revisa tu conexión e inténtalo otra vez. Si sigue fallando, avisa a quien administra Contacta.',
    signIn: 'Iniciar sesión',
  },
  en: {
    waiting: 'Loading Contacta…',
    signedOutTitle: 'You have signed out',
    signedOutText: 'Sign in again to continue.',
    expiredTitle: 'Your session has ended',
    expiredText: 'Sign in again to return to the page where you were.',
    disabledTitle: 'Your user is disabled',
    disabledText: 'An administrator of your company has disabled it. Talk to them if you think that is a mistake.',
    failedTitle: 'Signing in failed',
    failedText: 'Check your connection and try again. If it keeps failing, contact whoever administers Contacta.',
    signIn: 'Sign in',
  },
});
