import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver } from 'playwright-core';

/**
 * Arguments for a Chromium that runs as root, without a GPU, and talks to nobody but the pages: no updates, no
 * phishing lists, no metrics. Web security stays on (the package's own arguments switch it off).
 */
const args = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-client-side-phishing-detection',
  '--no-first-run',
  '--no-pings',
  '--font-render-hinting=none',
];

/** Starts the Chromium that npm brought (unpacked at its first use, up to a minute), or that of `CHROMIUM_PATH`. */
export const launchChromium = async (): Promise<Browser> =>
  driver.launch({
    executablePath: process.env.CHROMIUM_PATH ?? (await chromium.executablePath()),
    args,
    headless: true,
    timeout: 120_000,
  });
