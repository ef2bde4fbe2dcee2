/** Portfolios of debts, in words that the console may use. */

/** All portfolios, where one is named. */
export const everyPortfolio = '*';
