// The negative control of the timing: the same application, which sends its emails before it answers instead of after.

import worker from '../../workers/index.ts'

export default {
  fetch: async (request: Request, env: Record<string, unknown>, execution: ExecutionContext): Promise<Response> => {
    const work: Promise<unknown>[] = []
    const waiting = Object.assign(Object.create(execution), { waitUntil: (promise: Promise<unknown>) => void work.push(promise) })
    const answer = await worker.fetch(request, env, waiting as ExecutionContext)
    await Promise.all(work)
    return answer
  },
  scheduled: worker.scheduled,
}
