/** Environment of `socket-disconnect`: it takes a connection off the list and says nothing to anybody. */
import { BaseEnvironment } from '../../environment.ts';

export const Environment = BaseEnvironment.omit({ ADDRESS_KEY: true, CURSOR_KEY: true });
