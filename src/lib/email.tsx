// The frame of every email: one column, no images, inline styles only, one clear action. A mail is a short list of blocks, from
// which both the HTML and the text part are written, so that they cannot say different things.
import { isColour, usualColour } from './colour.ts'
import { type Locale, languageTag } from './dates.ts'
import { utf8 } from './encoding.ts'
import { tidyLine } from './text.ts'

export type Fact = { label: string; value: string; note?: string | undefined }

export type Block =
  /** The one thing that the mail says. */
  | { is: 'heading'; text: string }
  | { is: 'paragraph'; text: string }
  | { is: 'facts'; facts: readonly Fact[] }
  /** The one thing to do. */
  | { is: 'button'; label: string; href: string }
  /** A lesser thing that can be done. */
  | { is: 'link'; label: string; href: string }
  | { is: 'small'; text: string }
  /** A way out of what is not wanted, for those who look for it. */
  | { is: 'quiet'; label: string; href: string }
  /** The button's address in full, for programs in which a button does not work; the text part shows it already. */
  | { is: 'address'; label: string; href: string }

/** `preheader` is what a list of mails shows beside the subject. Both are seen on lock screens and over shoulders. */
export type Mail = { subject: string; preheader: string; blocks: readonly Block[] }

export type Rendered = { subject: string; html: string; text: string }

/** Whose mail it is: the place as it shows itself. `colour` is '#rrggbb' and dark enough for white words on it. */
export type Brand = { name: string; colour: string; footer: string }

/** What stands around the blocks. `stop` is where its reader stops mails like this, for all but an answer to what they did. */
export type Envelope = { locale: Locale; brand: Brand; stop?: { label: string; href: string } | undefined }

/** Ready to send, at most 25 KB of HTML whatever the texts hold: no text can begin a new line, element, attribute or header. */
export function renderMail(mail: Mail, { locale, brand, stop }: Envelope): Rendered {
  const subject = oneLine(mail.subject, 150)
  const preheader = oneLine(mail.preheader, 150)
  const from = oneLine(brand.name, 80)
  const colour = isColour(brand.colour) ? brand.colour : usualColour

  for (const longest of lengths) {
    const blocks = mail.blocks.map((block) => tidy(block, longest))
    const footer = oneLine(brand.footer, Math.min(longest, 300))
    const foot: Block[] = [
      ...(footer ? [{ is: 'small', text: footer } as const] : []),
      ...(stop ? [{ is: 'quiet', label: oneLine(stop.label, longest), href: stop.href } as const] : []),
    ]
    const frame = (
      <Frame lang={languageTag[locale]} subject={subject} preheader={preheader} from={from} colour={colour} blocks={blocks} foot={foot} />
    )
    const html = `<!doctype html>${frame}`
    const end = foot.length > 0 ? ['-- ', ...foot.flatMap(inText)].join('\n') : []
    if (utf8(html).length <= mostBytes) return { subject, html, text: `${[from, ...blocks.flatMap(inText)].concat(end).join('\n\n')}\n` }
  }
  throw new Error('A mail has too many blocks')
}

/** Mail programs cut long mails and hide the rest; what is longer than this is no letter. */
const mostBytes = 25_000
/** The longest description of a door is 600 characters. Shorter limits are for texts that swell when they are escaped. */
const lengths = [620, 200, 60]

const oneLine = (text: string, most: number): string => {
  const tidied = tidyLine(text)
  // No text has more characters than code units, and few have to be counted.
  if (tidied.length <= most) return tidied
  const line = [...tidied]
  return line.length <= most ? line.join('') : `${line.slice(0, most).join('').trimEnd()}…`
}

function tidy(block: Block, longest: number): Block {
  const line = (text: string) => oneLine(text, longest)
  switch (block.is) {
    case 'heading':
    case 'paragraph':
    case 'small':
      return { ...block, text: line(block.text) }
    case 'facts': {
      const facts = block.facts.map(({ label, value, note }) => ({ label: line(label), value: line(value), note: line(note ?? '') }))
      return { is: 'facts', facts: facts.filter(({ value, note }) => value || note) }
    }
    case 'button':
    case 'link':
    case 'quiet':
    case 'address':
      return { ...block, label: line(block.label) }
  }
}

function inText(block: Block): string | [] {
  switch (block.is) {
    case 'heading':
      return `${block.text}\n${'-'.repeat(Math.min([...block.text].length, 60))}`
    case 'paragraph':
    case 'small':
      return block.text
    case 'facts':
      return block.facts.map(({ label, value, note }) => `${label}: ${[value, note].filter(Boolean).join('\n  ')}`).join('\n')
    case 'button':
    case 'link':
    case 'quiet':
      return `${block.label}:\n${block.href}`
    case 'address':
      return []
  }
}

type FrameProps = {
  lang: string
  subject: string
  preheader: string
  from: string
  colour: string
  blocks: readonly Block[]
  foot: readonly Block[]
}

// Mail programs drop style sheets and inherit little, so every element says everything. The other colours are those of web/styles.
const font = 'font-family:Verdana,Arial,sans-serif;color:#2a211d'
const body = `${font};font-size:18px;line-height:27px`
const muted = 'font-family:Verdana,Arial,sans-serif;color:#5d5148;font-size:15px;line-height:22px'
const inside = 'overflow-wrap:anywhere;word-break:break-word'

const Frame = ({ lang, subject, preheader, from, colour, blocks, foot }: FrameProps) => (
  <html lang={lang}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light" />
      <title>{subject}</title>
    </head>
    <body style="margin:0;padding:0;background:#fdf9f2">
      <div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{preheader}</div>
      <main>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#fdf9f2">
          <tr>
            <td align="center" style="padding:16px 8px">
              <table
                role="presentation"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                style={`max-width:580px;background:#ffffff;border:1px solid #dccfbd;border-top:6px solid ${colour}`}
              >
                <tr>
                  <td style={`padding:20px 20px 12px;${inside}`}>
                    <p style={`${muted};color:${colour};margin:0 0 16px;font-weight:bold`}>{from}</p>
                    {blocks.map((block) => (
                      <InHtml block={block} colour={colour} />
                    ))}
                  </td>
                </tr>
                {foot.length > 0 ? (
                  <tr>
                    <td style={`padding:14px 20px 6px;border-top:1px solid #dccfbd;${inside}`}>
                      {foot.map((block) => (
                        <InHtml block={block} colour={colour} />
                      ))}
                    </td>
                  </tr>
                ) : null}
              </table>
            </td>
          </tr>
        </table>
      </main>
    </body>
  </html>
)

const InHtml = ({ block, colour }: { block: Block; colour: string }) => {
  switch (block.is) {
    case 'heading':
      return <h1 style={`${font};font-size:26px;line-height:33px;margin:0 0 16px;font-weight:bold`}>{block.text}</h1>
    case 'paragraph':
      return <p style={`${body};margin:0 0 18px`}>{block.text}</p>
    case 'small':
      return <p style={`${muted};margin:0 0 12px`}>{block.text}</p>
    case 'facts':
      return <Facts facts={block.facts} />
    case 'button':
      return <Button {...block} colour={colour} />
    case 'address':
      return (
        <p style={`${muted};margin:0 0 12px`}>
          {block.label}{' '}
          <a href={block.href} style={`color:${colour}`}>
            {block.href}
          </a>
        </p>
      )
    case 'link':
    case 'quiet':
      return (
        <p style={block.is === 'link' ? `${body};margin:0 0 18px` : `${muted};margin:0 0 12px`}>
          <a href={block.href} style={`color:${colour};text-decoration:underline`}>
            {block.label}
          </a>
        </p>
      )
  }
}

const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl style="margin:0 0 18px;padding:4px 0 4px 16px;border-left:4px solid #f2b33d">
    {facts.map(({ label, value, note }) => (
      <>
        <dt style={`${muted};margin:8px 0 0`}>{label}</dt>
        <dd style={`${body};margin:0 0 8px`}>
          {value ? <strong>{value}</strong> : null}
          {value && note ? <br /> : null}
          {note}
        </dd>
      </>
    ))}
  </dl>
)

const Button = ({ label, href, colour }: { label: string; href: string; colour: string }) => (
  <table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 18px">
    <tr>
      <td style={`background:${colour};border-radius:10px`}>
        <a
          href={href}
          style="display:inline-block;padding:16px 28px;font-family:Verdana,Arial,sans-serif;font-size:19px;line-height:26px;font-weight:bold;color:#ffffff;text-decoration:none"
        >
          {label}
        </a>
      </td>
    </tr>
  </table>
)
