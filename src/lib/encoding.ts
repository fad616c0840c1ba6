/** Base64url without padding (RFC 4648, section 5): what fits in a link and a cookie. */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  // In pieces: one call takes only so many arguments before the stack is full.
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Undefined when the text is not base64url in its one canonical form, so that no two texts mean the same bytes. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
    return toBase64Url(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
}

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>

/** Gzip as base64url, for text that says the same over and over. */
export const squeezed = async (text: string): Promise<string> => toBase64Url(await through(new CompressionStream('gzip'), utf8(text)))

/** Throws when it is not what `squeezed` made. */
export async function unsqueezed(text: string): Promise<string> {
  const bytes = fromBase64Url(text)
  if (!bytes) throw new Error('Not base64url')
  return new TextDecoder().decode(await through(new DecompressionStream('gzip'), bytes))
}

const through = async (stream: CompressionStream | DecompressionStream, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())

/** SHA-256 as base64url: how a secret that somebody else holds is remembered here. */
export async function sha256(text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text))))
}
