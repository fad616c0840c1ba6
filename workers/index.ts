export default {
  async fetch(_request: Request, env: { DB: D1Database }): Promise<Response> {
    const row = await env.DB.prepare('SELECT count(*) AS n FROM harness_probe').first<{ n: number }>()
    return new Response(
      `<!doctype html><html lang="en"><title>Alongside</title><main><h1>Alongside</h1><p>${row?.n ?? 0}</p></main></html>`,
      {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      },
    )
  },
}
