// Requests that another service signed, as Standard Webhooks has it (Resend, by way of Svix).

import { Webhook } from 'standardwebhooks'
import { minutes } from '../lib/time.ts'

/** How far the signature's own time may be from ours, before and after. */
const tolerance = minutes(5)

export type Signed = { id: string; isValid: boolean }

/**
 * Whether one of the secrets signed exactly these bytes, lately. The library makes the signature; its own check would read the
 * machine's clock instead of the request's instant, so time and comparison are done here.
 */
export function readSignature(headers: Headers, body: string, secrets: readonly string[], now: number): Signed {
  const id = headers.get('svix-id') ?? headers.get('webhook-id') ?? ''
  const time = headers.get('svix-timestamp') ?? headers.get('webhook-timestamp') ?? ''
  const given = (headers.get('svix-signature') ?? headers.get('webhook-signature') ?? '').split(' ').slice(0, 8)
  const isReadable = /^[\w.-]{1,100}$/.test(id) && /^\d{1,12}$/.test(time)
  const signedAt = Number(time) * 1000
  if (!isReadable || Math.abs(now - signedAt) > tolerance) return { id, isValid: false }
  // Every secret with every signature, so that how long it takes says nothing about which nearly fitted.
  const fitting = secrets.flatMap((secret) => {
    const expected = new Webhook(secret).sign(id, new Date(signedAt), body)
    return given.filter((one) => isSame(one, expected))
  })
  return { id, isValid: fitting.length > 0 }
}

function isSame(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let at = 0; at < b.length; at++) difference |= a.charCodeAt(at % Math.max(1, a.length)) ^ b.charCodeAt(at)
  return difference === 0
}
