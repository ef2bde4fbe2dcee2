/** Environment of `streams-live`. */
import { BaseEnvironment, Sockets } from '../../environment.ts';

export const Environment = BaseEnvironment.omit({ ADDRESS_KEY: true }).extend(Sockets.shape);
