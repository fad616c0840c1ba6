// Phone numbers as people write them. Stored is E.164, '+441632960001'.

/** '01632 960001', '07700 900123', '0812 3456 7890'; a number of another country in groups after its plus. */
export function asDialled(phone: string): string {
  if (phone.startsWith('+44')) return british(`0${phone.slice(3)}`)
  if (phone.startsWith('+62')) return indonesian(`0${phone.slice(3)}`)
  return phone.startsWith('+') ? `+${phone.slice(1).replace(/\d{3}(?=\d{2})/g, '$& ')}` : phone
}

/** Opens a conversation with that number in WhatsApp, with words that are ready to send; sends nothing by itself. Takes E.164. */
export const whatsappTo = (phone: string, words: string): string =>
  `https://wa.me/${phone.replace(/\D/g, '')}?text=${encodeURIComponent(words)}`

/** Area codes as Ofcom's numbering plan has them: 02x, 011x and 01x1 before seven or eight digits, others of five digits. */
const british = (number: string): string =>
  number
    .replace(/^(02\d)(\d{4})(\d{4})$/, '$1 $2 $3')
    .replace(/^(011\d|01\d1|0[389]\d\d)(\d{3})(\d{4})$/, '$1 $2 $3')
    .replace(/^(0\d{4})(\d{5,6})$/, '$1 $2')

/** Mobile numbers in fours; 021, 022, 024, 031 and 061 are the cities with a code of three digits. */
const indonesian = (number: string): string => {
  const city = /^(021|022|024|031|061)(\d+)$/.exec(number)
  const local = city?.[2] ?? ''
  return city ? `${city[1]} ${local.length === 7 ? local.replace(/^.../, '$& ') : inFours(local)}` : inFours(number)
}

const inFours = (digits: string): string => digits.replace(/\d{4}(?=\d{3})/g, '$& ')
