import * as v from 'valibot'
import type { Actor } from '../access/actor.ts'
import type { Permit } from '../access/permit.ts'
import { record } from '../audit/queries.ts'
import type { Ctx } from '../ctx.ts'
import { commit } from '../db/commit.ts'
import { sha256 } from '../lib/encoding.ts'
import { email } from '../lib/inputs.ts'
import { no, ok, type Result } from '../lib/result.ts'
import { days, hours } from '../lib/time.ts'
import { forgetTurnsBefore, takeTurns } from './limits/queries.ts'
import { mostAnHour, networkOf } from './limits/rules.ts'
import { askForSignIn, endSignIn, forgetOld, insertSignIn, redeem, requestByToken, takeCodeTry } from './queries.ts'
import { codeHashOf, codeOf, codeTries, redemptionKept, signInKept, signInStep } from './rules.ts'

export const AskToSignIn = v.object({ email: email() })
/** What the browser that asks has shown: the nonce of its cookie, and where its request came from. */
type Asking = v.InferOutput<typeof AskToSignIn> & { nonce: string; address: string }

/** Plans one email with a single-use link when the address is known. The answer, and the work, are the same when it is not. */
export async function askToSignIn(ctx: Ctx, asking: Asking): Promise<Result<undefined, 'too_many_tries'>> {
  const [emailIndex, network] = await Promise.all([
    ctx.vault.index('email', asking.email),
    ctx.vault.index('network', networkOf(asking.address)),
  ])
  const granted = await takeTurns(ctx.db, ctx.now, [
    { key: `mail:${emailIndex}`, most: mostAnHour.mailToAddress },
    { key: `sign-in:${network}`, most: mostAnHour.signInsFromNetwork },
  ])
  if (granted.length === 0) return no('too_many_tries')

  const id = ctx.newId()
  const token = ctx.newSecret()
  const [tokenHash, browserHash, codeHash, secret] = await Promise.all([
    sha256(token),
    sha256(asking.nonce),
    codeOf(asking.nonce).then((code) => codeHashOf(code, token)),
    ctx.vault.seal(token, { column: 'messages.secret', rowId: id }),
  ])
  await commit(ctx.db, [], askForSignIn(ctx, { id, tokenHash, browserHash, codeHash, emailIndex, secret }))
  return ok(undefined)
}

export type LinkState = 'sign_in' | 'code_needed' | 'link_dead'

/** What the page of a link shows. One read; nothing is used up. */
export async function signInLink(ctx: Ctx, token: string, nonce: string | undefined): Promise<LinkState> {
  const [asked] = await requestByToken(ctx.db, await sha256(token))
  return signInStep(asked, { browserHash: nonce && (await sha256(nonce)), codeHash: undefined }, ctx.now) as LinkState
}

export const RedeemSignIn = v.object({
  code: v.optional(
    v.pipe(
      v.string('required'),
      v.transform((typed) => typed.replace(/\D/g, '')),
    ),
    '',
  ),
})

type Redeeming = v.InferOutput<typeof RedeemSignIn> & {
  token: string
  nonce: string | undefined
  device: string
  /** The cookie of the sign-in that this browser holds already; it ends. */
  replaces: string | undefined
}
/** `secret` goes into the cookie and is kept nowhere else. */
export type Entered = { secret: string; locale: 'en' | 'id' }
export type RedeemRefusal = 'link_dead' | 'code_needed' | 'wrong_code' | 'too_many_tries'

/** Signs this browser in, once: when it is the one that asked, or when the code that that one shows is typed here. */
export async function redeemSignIn(ctx: Ctx, redeeming: Redeeming): Promise<Result<Entered, RedeemRefusal>> {
  const { token, nonce, code } = redeeming
  const tokenHash = await sha256(token)
  const [asked] = await requestByToken(ctx.db, tokenHash)
  const browserHash = nonce && (await sha256(nonce))
  const step = signInStep(asked, { browserHash, codeHash: code ? await codeHashOf(code, token) : undefined }, ctx.now)
  if (step === 'link_dead' || step === 'code_needed' || !asked?.userId) return no(step === 'code_needed' ? step : 'link_dead')

  // The try is counted before its outcome is told, so that no burst of guesses gets more than the few that there are.
  const isOtherBrowser = browserHash !== asked.browserHash
  if (isOtherBrowser && (await takeCodeTry(ctx.db, tokenHash, codeTries)).length === 0) return no('too_many_tries')
  if (step === 'wrong_code') return no(step)

  const secret = ctx.newSecret()
  const actor: Actor = { kind: 'user', id: asked.userId, signInId: ctx.newId(), name: asked.name ?? '', memberships: [] }
  const { refusedBy } = await commit(
    ctx.db,
    ['tokenUsed'],
    [
      redeem(ctx, tokenHash),
      ...insertSignIn(
        ctx,
        { id: actor.signInId, tokenHash: await sha256(secret), userId: actor.id, device: redeeming.device },
        redeeming.replaces && (await sha256(redeeming.replaces)),
      ),
      record(ctx, actor, {
        action: 'sign_in.create',
        subjectKind: 'user',
        subjectId: actor.id,
        why: isOtherBrowser ? 'other_browser' : 'same_browser',
      }),
    ],
  )
  return refusedBy ? no('link_dead') : ok({ secret, locale: asked.locale ?? 'en' })
}

/** Ends the sign-in of one cookie. Whoever holds it may, whatever became of their roles. */
export async function signOut(ctx: Ctx, secret: string | undefined): Promise<void> {
  if (secret) await commit(ctx.db, [], [endSignIn(ctx, await sha256(secret))])
}

/** Forgets requests, used links, ended sign-ins and counts that no longer decide anything. */
export async function tidySignIns(ctx: Ctx, _permit: Permit<'work.scheduled'>): Promise<void> {
  const before = { requests: ctx.now - days(7), redemptions: ctx.now - redemptionKept, signIns: ctx.now - signInKept }
  await commit(ctx.db, [], [...forgetOld(ctx.db, before), forgetTurnsBefore(ctx.db, ctx.now - hours(24))])
}
