// The towns of the demo: made up, believable, and nobody's real address.

export type DemoPlace = {
  name: string
  timeZone: string
  locale: 'en' | 'id'
  country: 'GB' | 'ID'
  phone: string
  replyTo: string
  areas: readonly string[]
  coordinator: { name: string; email: string }
}

export const demoPlaces = {
  northfield: {
    name: 'Northfield',
    timeZone: 'Europe/London',
    locale: 'en',
    country: 'GB',
    phone: '+441632960100',
    replyTo: 'hello@northfield.example',
    areas: ['Old Town', 'Riverside', 'Hillcrest', 'Station Quarter', 'Meadow Estate', 'Harbour'],
    coordinator: { name: 'Priya Shah', email: 'priya.shah@northfield.example' },
  },
  jakarta: {
    name: 'Jakarta Timur',
    timeZone: 'Asia/Jakarta',
    locale: 'id',
    country: 'ID',
    phone: '+622155500100',
    replyTo: 'halo@jakartatimur.example',
    areas: ['Cakung', 'Duren Sawit', 'Jatinegara', 'Kramat Jati', 'Matraman', 'Pulo Gadung'],
    coordinator: { name: 'Dewi Larasati', email: 'dewi.larasati@jakartatimur.example' },
  },
} as const satisfies Record<string, DemoPlace>
