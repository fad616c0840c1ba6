/** UUIDv7 (RFC 9562, section 5.7) of an instant and 10 random bytes: sortable by time, so indexes grow at their end. */
export function uuidv7(at: number, random: Uint8Array): string {
  const time = at.toString(16).padStart(12, '0')
  const hex = [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const variant = (0x8 | (Number.parseInt(hex.charAt(3), 16) & 0x3)).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`
}
