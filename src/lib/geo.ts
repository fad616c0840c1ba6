/** A position in degrees, WGS 84, as phones and maps give it. */
export type Point = { readonly latitude: number; readonly longitude: number }

/** Whether the numbers can be a place on Earth at all. */
export const isPoint = ({ latitude, longitude }: Point): boolean => Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180

/** The position that was typed or copied from a map ('51.5072, -0.1276'), or undefined. */
export function pointFrom(typed: string): Point | undefined {
  const found = /^(-?\d{1,3}(?:\.\d{1,15})?)(?:\s*[,;]\s*|\s+)(-?\d{1,3}(?:\.\d{1,15})?)$/.exec(typed)
  const point = { latitude: Number(found?.[1]), longitude: Number(found?.[2]) }
  return found && isPoint(point) ? point : undefined
}

/** The distance as the crow flies, in metres, on a sphere: within 0.6 % of the true one. */
export function metresBetween(a: Point, b: Point): number {
  const [north, east] = [radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)]
  const haversine = Math.sin(north / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(east / 2) ** 2
  // Rounding can carry opposite ends of the Earth a hair over 1.
  return 2 * meanRadius * Math.asin(Math.sqrt(Math.min(1, haversine)))
}

/** Metres: the IUGG mean radius. */
const meanRadius = 6_371_008.8
const radians = (degrees: number): number => (degrees * Math.PI) / 180
