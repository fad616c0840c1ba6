import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const usual: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
  ],
  darwin: ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

/** The browser on this machine: CHROMIUM_PATH, else the usual places, else the one playwright keeps; undefined when there is none. */
export const findChromium = (): string | undefined =>
  [process.env.CHROMIUM_PATH, ...(usual[process.platform] ?? []), chromium.executablePath()].find((path) => path && existsSync(path))

export const howToInstall =
  'No Chromium was found. Install it: Debian or Ubuntu "sudo apt-get install chromium"; macOS "brew install --cask chromium"; ' +
  'elsewhere install Chrome or Chromium, or set CHROMIUM_PATH to its program file.'
