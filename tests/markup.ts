/** Every kind of element on a page, as its name and the names of its attributes: hostile text must add none. */
export function elementsOf(html: string): Set<string> {
  const tags = html.match(/<[a-z!/][^>]*>/gi) ?? []
  return new Set(tags.map((tag) => tag.replace(/="[^"]*"/g, '').toLowerCase()))
}

/** What a page with hostile text has that harmless pages have not. An address that runs a script counts as well. */
export function strangers(html: string, harmless: readonly string[]): string[] {
  const known = new Set(harmless.flatMap((page) => [...elementsOf(page)]))
  const scripts = html.match(/<[^>]*(?:href|action|src)="\s*(?:javascript|data|vbscript):[^>]*>/gi) ?? []
  return [...[...elementsOf(html)].filter((element) => !known.has(element)), ...scripts]
}
