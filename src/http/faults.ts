import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { isBusy } from '../db/connect.ts'
import { describeFault, log, showFault } from '../lib/log.ts'
import type { PageContext } from './env.ts'
import { isApi } from './guard.ts'
import { problem } from './problem.ts'

export type FaultStatus = 400 | 401 | 403 | 404 | 413 | 415 | 422 | 429 | 500 | 503
/** Draws the page for a fault; the pages give it, so that this knows nothing of HTML. */
export type FaultPage = (c: PageContext, status: FaultStatus) => Response | Promise<Response>

const sentences: Record<FaultStatus, string> = {
  400: 'The request could not be read.',
  401: 'Sign in, or send an API token.',
  403: 'The request did not come from a page of this site.',
  404: 'There is nothing here.',
  413: 'The request is too large.',
  415: 'Send the body as application/json.',
  422: 'Some fields are not right.',
  429: 'Too many tries. Wait a little.',
  500: 'Something went wrong on our side. Nothing was half done.',
  503: 'Too busy just now. Nothing was half done; try again in a few seconds.',
}

/** The one answer to every fault: expected ones by their status, unexpected ones logged without personal data and given a request id. */
export const onFault =
  (page: FaultPage) =>
  async (error: Error, c: Context): Promise<Response> => {
    const status = statusOf(error)
    if (status >= 500)
      log({ level: status === 503 ? 'warn' : 'error', event: 'fault', requestId: c.var.ctx?.requestId, status, ...describeFault(error) })
    if (status >= 500 && c.var.isLocal) showFault(error)
    const response = await answer(page, c, status)
    if (status === 503) response.headers.set('retry-after', '5')
    return response
  }

export const onMissing = (page: FaultPage) => (c: Context) => answer(page, c, 404)

const answer = (page: FaultPage, c: Context, status: FaultStatus) =>
  isApi(c) ? problem(c, status, reasonOf(status), sentences[status]) : page(c as unknown as PageContext, status)

function statusOf(error: Error): FaultStatus {
  if (error instanceof HTTPException) return error.status in sentences ? (error.status as FaultStatus) : 500
  return isBusy(error) ? 503 : 500
}

const reasons: Record<FaultStatus, string> = {
  400: 'unreadable',
  401: 'not_signed_in',
  403: 'cross_site',
  404: 'not_found',
  413: 'too_large',
  415: 'not_json',
  422: 'invalid',
  429: 'too_many',
  500: 'fault',
  503: 'busy',
}
const reasonOf = (status: FaultStatus) => reasons[status]
