const grouped = /^\d{1,3}(?:[., ]\d{3})+$/;
const decimals = /^(.*?)[.,](\d{1,2})$/;

/** A whole number of 0 or more as people write it, `1.200` too; undefined: it is none. */
export const readCount = (text: string): string | undefined => {
  const digits = grouped.test(text.trim()) ? text.replace(/\D/g, '') : text.trim();
  return /^\d{1,13}$/.test(digits) ? String(Number(digits)) : undefined;
};

/**
 * An amount of money as people write it (`150.000`, `$ 1.500,50`, `99.5`) in the form that the API takes; undefined: it is none.
 * Three digits behind a point or comma are thousands: no currency has three decimals here.
 */
export const readAmount = (text: string): string | undefined => {
  const amount = text.replace(/[\s$]/g, '');
  const [, whole = amount, fraction] = decimals.exec(amount) ?? [];
  const count = readCount(whole);
  if (count === undefined) return undefined;
  return fraction === undefined ? count : `${count}.${fraction}`;
};
