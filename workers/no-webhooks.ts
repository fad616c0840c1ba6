// Stands in for the verifier of webhooks that the provider's library brings along (wrangler.toml, alias).

export class Webhook {
  constructor() {
    throw new Error('This Worker takes no webhooks')
  }
}
