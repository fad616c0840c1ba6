import { existsSync } from 'node:fs'
import { findChromium, howToInstall } from '../browser/chromium.ts'
import { shell } from './step.ts'

/** Undefined once there is a Chromium: installed as a Debian package when root. Else the sentence that says how to get one. */
export async function chromiumOrReason(): Promise<string | undefined> {
  if (findChromium()) return undefined
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version')
  if (isRootOnDebian) {
    console.log('No Chromium yet: installing the Debian package (once, about 500 MB).')
    const quiet = 'DEBIAN_FRONTEND=noninteractive apt-get -qq'
    await shell(`${quiet} update && ${quiet} install -y --no-install-recommends chromium`)
  }
  return findChromium() ? undefined : howToInstall
}
