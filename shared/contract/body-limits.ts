/** Longest bodies in characters: ten SMS parts (1,530), WhatsApp 4,096, e-mail 100,000 (reliability §5.6 #17). */
export const bodyLimits = { email: 100_000, sms: 1_530, whatsapp: 4_000 } as const;
