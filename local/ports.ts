/** TCP ports of one run, counted from the base, so that several runs can stand side by side. */
export function portsFrom(base: number) {
  return {
    api: base,
    control: base + 1,
    dynamodb: base + 2,
    messaging: base + 3,
    identity: base + 4,
    email: base + 5,
    sms: base + 6,
    whatsapp: base + 7,
    socket: base + 8,
    console: base + 9,
  } as const;
}

/** Port of the HTTP API when nothing else is said. */
export const DEFAULT_PORT_BASE = 4100;
