/** Hours in which a message is of use after it is to go; without a word of it, 24. Imports nothing, for the console. */
export const usefulHoursRange = { min: 1, max: 720 } as const;
