// Stands in for the parser of incoming mail that the provider's library brings along (wrangler.toml, alias).

export default function noIncomingMail(): never {
  throw new Error('This Worker reads no incoming mail')
}
