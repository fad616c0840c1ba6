import type { Context, Hono } from 'hono'
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
    /** What a guard read in the same batch as the sign-in, for the use case that asked for it. */
    ahead?: readonly unknown[]
    /** What the email provider signs its webhooks with, newest first; none where it sends none. */
    webhookSecrets: readonly string[]
    /** Work that the answer does not wait for, where the runtime allows that. */
    later: (work: () => Promise<unknown>) => void
    /** Sends what was just planned without waiting for the next cron tick: somebody is sitting in front of their mailbox. */
    deliverNow: () => void
  }
}
export type PermitEnv<A extends Action> = AppEnv & { Variables: { permit: Permit<A> } }

/** What differs between the deployed Worker, the local one and a test. */
export type Wiring = {
  context: (c: Context) => Promise<Ctx>
  /** Local mode: the mailbox and demo sign-in exist. Never true in a deployed place. */
  isLocal: (c: Context) => boolean
  /** What is mounted under /dev: given by the local Worker and by tests, so that a deployed one does not even carry it. */
  localPages?: Hono<AppEnv>
  /** Sees to it that the texts are there before anything is drawn; undefined when they are. */
  texts?: (c: Context) => Promise<void> | undefined
  /** Keeps the isolate alive until work that the answer does not wait for is done (`waitUntil`); without it the answer waits. */
  later?: (c: Context, work: Promise<unknown>) => void
  /** What the email provider signs its webhooks with; without it there are none. */
  webhookSecrets?: (c: Context) => readonly string[]
  /** Delivers what is due in the background; without it, the next cron tick does. */
  deliverNow?: (c: Context) => void
}

/** As much of a request as drawing a page takes: every handler's context fits, whatever its guard added. */
export type PageContext = Pick<Context<AppEnv>, 'html' | 'req'> & { readonly var: Readonly<AppEnv['Variables']> }
