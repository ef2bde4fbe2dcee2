/** In place of the name of an erased person. */

const words = { es: 'Titular suprimido', en: 'Erased person' } as const;

/** Names nobody, and tells two erased people apart. @param customerId random, so that nothing follows from it */
export const pseudonymOf = (customerId: string, language: 'es' | 'en'): string =>
  `${words[language]} ${customerId.slice(-6).toUpperCase()}`;
