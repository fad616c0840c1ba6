// The API reference as one page that people read: no script, nothing from elsewhere, the stylesheet of every other page.

import { html } from 'hono/html'
import type { Json } from './json-schema.ts'
import { type Operation, problemsOf, tagOf } from './reference.ts'
import { type Field, fieldsOf } from './reference-fields.ts'

type Part = ReturnType<typeof html>

export async function referencePage(all: readonly Operation[], stylesheet: string): Promise<string> {
  const byTag = Object.entries(Object.groupBy(all, tagOf)).map(([tag, some = []]) => ({ tag, some }))
  return String(
    await html`<!doctype html>
<html lang="en" class="al al--public">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="#ffffff">
<meta name="color-scheme" content="light">
<title>API reference – Alongside</title>
<link rel="stylesheet" href="${stylesheet}">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
</head>
<body>
<a class="nhsuk-skip-link" href="#main">Skip to main content</a>
<header class="al-header"><div class="al-width"><a class="al-brand" href="/"><img src="/favicon.svg" alt="" width="46" height="38"><span><span class="al-brand__name">Alongside</span></span></a></div></header>
<main class="al-main al-width al-reference" id="main" tabindex="-1">
<div class="al-heading"><div><h1>API reference</h1>
<p class="al-lead">Everything that the pages of a place can do, for programs. The same as a file: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p></div></div>
${introduction}
<nav class="al-section" aria-labelledby="contents"><h2 id="contents">Contents</h2><div class="al-reference__contents">${byTag.map(contents)}</div></nav>
${byTag.map(({ tag, some }) => html`<section aria-labelledby="${tag}"><h2 id="${tag}">${titles[tag] ?? tag}</h2>${some.map(operation)}</section>`)}
</main>
<footer class="al-footer"><div class="al-width"><p>Apache-2.0</p></div></footer>
</body>
</html>
`,
  )
}

const titles: Readonly<Record<string, string>> = {
  bookings: 'Bookings',
  buddies: 'Buddies',
  'buddy-profile': 'Your profile as a buddy',
  groups: 'Groups',
  organisations: 'Organisations',
  people: 'People',
  series: 'Series',
  sessions: 'Sessions',
  visits: 'First visits',
}

const introduction = html`<section class="al-section" aria-labelledby="calling"><h2 id="calling">Calling it</h2>
<p>A coordinator makes an API token for an organisation on its page. Send it with every request; it acts with the role of its organisation:</p>
<pre class="al-code">curl https://your-place.example/api/groups \\
  -H 'Authorization: Bearer YOUR_TOKEN'</pre>
<p>Send bodies as <code class="al-code">application/json</code>. Instants (<code class="al-code">…At</code>) are milliseconds since 1970 in UTC; days (<code class="al-code">…On</code>) and times of day are the place’s own.</p>
<p>What goes wrong is answered as <code class="al-code">application/problem+json</code> with a <code class="al-code">reason</code> that programs can rely on, a sentence for people in <code class="al-code">title</code>, and for faulty fields a list of <code class="al-code">errors</code>. What is missing and what belongs to somebody else get the same 404.</p></section>`

const contents = ({ tag, some }: { tag: string; some: readonly Operation[] }): Part =>
  html`<div><h3><a href="#${tag}">${titles[tag] ?? tag}</a></h3>
<ul class="al-plain">${some.map(({ id, method, doc }) => html`<li><a href="#${id}">${doc.summary}</a> <span class="al-muted">${method}</span></li>`)}</ul></div>`

const operation = (one: Operation): Part => html`
<article class="al-section al-operation" aria-labelledby="${one.id}">
<h3 id="${one.id}">${one.doc.summary}</h3>
<p><span class="al-tag al-tag--${tones[one.method] ?? 'quiet'}">${one.method}</span> <code class="al-code">${breakable(one.path)}</code></p>
<p>${one.doc.description ? html`${withCode(one.doc.description)} ` : ''}</p>
<p>Who: ${one.who.charAt(0).toLowerCase()}${one.who.slice(1)}.</p>
${table('Parameters', parametersOf(one))}
${one.body ? table('Body', fieldsOf(one.body)) : ''}
${one.doc.send === undefined ? '' : example('Example of the body', one.doc.send)}
${Object.entries(one.doc.answers).map(([status, answer]) =>
  answer === null ? html`<h4>Answer ${status}</h4><p>Nothing: it is done.</p>` : example(`Answer ${status}`, answer),
)}
${problems(one)}
</article>`

const tones: Readonly<Record<string, string>> = { GET: 'going', POST: 'special', PUT: 'waiting' }

function parametersOf({ path, query, doc }: Operation): Field[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name: String(name),
    kind: 'id',
    isRequired: true,
    note: 'in the path',
  }))
  const inQuery = fieldsOf(query ?? {}).map((field) => ({ ...field, note: ['in the query', field.note].filter(Boolean).join('; ') }))
  const inHeader = Object.entries(doc.headers ?? {}).map(([name, note]) => ({ name, kind: 'header', isRequired: false, note }))
  return [...inPath, ...inQuery, ...inHeader]
}

const table = (caption: string, fields: readonly Field[]): Part | '' =>
  fields.length === 0
    ? ''
    : html`<table class="al-table" role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${['Name', 'Kind', 'Needed', 'Notes'].map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${fields.map(
        ({ name, kind, isRequired, note }) => html`<tr role="row">
<th scope="row" role="rowheader"><code class="al-code">${breakable(name)}</code></th>
<td role="cell" data-label="Kind"><div>${kind}</div></td>
<td role="cell" data-label="Needed"><div>${isRequired ? 'yes' : 'no'}</div></td>
<td role="cell" data-label="Notes"><div>${note || '–'}</div></td></tr>`,
      )}</tbody></table>`

const example = (title: string, value: unknown): Part =>
  html`<h4>${title}</h4><pre class="al-code">${JSON.stringify(value as Json, null, 2)}</pre>`

const problems = (one: Operation): Part =>
  html`<table class="al-table" role="table"><caption>Refusals</caption>
<thead role="rowgroup"><tr role="row">${['Status', 'Reason', 'What it means'].map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${problemsOf(one).map(
    ({ status, reason, sentence }) => html`<tr role="row">
<th scope="row" role="rowheader">${status}</th>
<td role="cell" data-label="Reason"><div>${reason ? html`<code class="al-code">${reason}</code>` : '–'}</div></td>
<td role="cell" data-label="Meaning"><div>${withCode(sentence)}</div></td></tr>`,
  )}</tbody></table>`

/** Long addresses and names break where a part ends. */
const breakable = (text: string) => text.split(/(?<=.)(?=[/.])/).map((part, at) => (at ? html`<wbr>${part}` : part))

/** Words between backticks are names in code. */
const withCode = (text: string) => text.split('`').map((part, at) => (at % 2 ? html`<code class="al-code">${part}</code>` : part))
