import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

/** One file: its path from the repository's root, with forward slashes, and its text. */
export type Source = { path: string; text: string }
export type Import = { from: string; to: string }

const root = dirname(dirname(import.meta.dirname))
const code = /\.(ts|tsx|scss|json)$/

export function sourcesUnder(...folders: string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && code.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({ path: file.slice(root.length + 1).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') })),
  )
}

/** Every import, type import, re-export and dynamic import; relative ones resolved to a path from the root. */
export function importsOf({ path, text }: Source): Import[] {
  const bare = withoutComments(text)
  const statements = /(?:^|[\s;}])(?:import|export)\s*(?:type\s)?[\w\s{},*$]*?from\s*['"]([^'"]+)['"]/g
  const sideEffects = /(?:^|[\s;}])import\s*['"]([^'"]+)['"]/g
  const calls = /\bimport\(\s*['"]([^'"]+)['"]/g
  return [statements, sideEffects, calls]
    .flatMap((pattern) => [...bare.matchAll(pattern)])
    .map(([, specifier = '']) => ({
      from: path,
      to: specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), specifier)) : specifier,
    }))
}

/** Strings stay, so that an address with two slashes is not taken for a comment. */
export const withoutComments = (text: string): string =>
  text.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (match) =>
    match.startsWith('//') || match.startsWith('/*') ? ' ' : match,
  )
