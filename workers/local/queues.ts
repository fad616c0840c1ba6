// Cloudflare Queues are an option: wrangler.toml carries their lines marked, and this takes them in.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const queueNames = ['alongside-work', 'alongside-work-dead']

/** Writes the configuration with queues beside the other, since its paths are relative to it; answers with its path. */
export function configWithQueues(root: string, change: (config: string) => string = (config) => config): string {
  const path = join(root, 'wrangler.queues.toml')
  const config = readFileSync(join(root, 'wrangler.toml'), 'utf8')
  writeFileSync(path, change(config.replaceAll(/^#queues ?/gm, '')))
  return path
}
