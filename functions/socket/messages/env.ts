/** Environment of `socket-messages`. */
import { BaseEnvironment, Sockets } from '../../environment.ts';

export const Environment = BaseEnvironment.omit({ ADDRESS_KEY: true }).extend(Sockets.shape);
