/** Environment of `triggers-pre-token`: it reads the user's company, so the table's name and no key of ours. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment.omit({ ADDRESS_KEY: true, CURSOR_KEY: true });
