import type { Context } from 'hono'
import type { Actor } from '../access/actor.ts'
import type { Permit } from '../access/permit.ts'
import type { Action } from '../access/policy.ts'
import type { Ctx } from '../ctx.ts'
import type { Locale } from '../lib/dates.ts'

/** What every handler finds in `c.var`. */
export type AppEnv = {
  Variables: {
    ctx: Ctx
    /** The language of the answer: the reader's choice, else their browser's, else the place's. */
    locale: Locale
    /** Undefined on pages for anyone, where nobody is looked up. */
    actor: Actor | undefined
    isLocal: boolean
  }
}
export type PermitEnv<A extends Action> = AppEnv & { Variables: { permit: Permit<A> } }

/** What differs between the deployed Worker, the local one and a test. */
export type Wiring = {
  context: (c: Context) => Promise<Ctx>
  /** Local mode: the mailbox and demo sign-in exist. Never true in a deployed place. */
  isLocal: (c: Context) => boolean
}

/** As much of a request as drawing a page takes: every handler's context fits, whatever its guard added. */
export type PageContext = Pick<Context<AppEnv>, 'html' | 'req'> & { readonly var: Readonly<AppEnv['Variables']> }
