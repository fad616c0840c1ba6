import type { PropsWithChildren } from 'hono/jsx'

export type Tone = 'quiet' | 'waiting' | 'going' | 'good' | 'special' | 'bad'

/** The colour of every state of every state machine. The word comes from the page, so colour never speaks alone. */
export const stateTones = {
  referral: {
    received: 'special',
    contacted: 'waiting',
    supporting: 'going',
    completed: 'good',
    declined: 'quiet',
    unreachable: 'bad',
    withdrawn: 'quiet',
  },
  booking: {
    waitlisted: 'waiting',
    offered: 'special',
    booked: 'going',
    confirmed: 'good',
    attended: 'good',
    missed: 'bad',
    cancelled: 'quiet',
    expired: 'quiet',
  },
  visit: { wanted: 'waiting', claimed: 'going', accompanied: 'good', missed: 'bad', not_needed: 'quiet' },
  buddy: { applied: 'special', vetting: 'waiting', approved: 'good', paused: 'quiet', expired: 'bad', declined: 'quiet' },
  session: { scheduled: 'going', cancelled: 'bad', held: 'good' },
  questionnaire: { planned: 'quiet', asked: 'waiting', answered: 'good', lost: 'quiet' },
  message: {
    planned: 'waiting',
    sending: 'going',
    sent: 'going',
    delivered: 'good',
    bounced: 'bad',
    complained: 'bad',
    suppressed: 'quiet',
    cancelled: 'quiet',
    failed: 'bad',
  },
} as const satisfies Record<string, Record<string, Tone>>

export type Machine = keyof typeof stateTones
export type StateOf<M extends Machine> = keyof (typeof stateTones)[M] & string

export const Tag = ({ tone = 'quiet', children }: PropsWithChildren<{ tone?: Tone | undefined }>) => (
  <strong class={`al-tag al-tag--${tone}`}>{children}</strong>
)

/** `<StateTag of="booking" state="confirmed">Confirmed</StateTag>`: a state that does not exist does not compile. */
export function StateTag<M extends Machine>({ of, state, children }: PropsWithChildren<{ of: M; state: StateOf<M> }>) {
  const tones: Record<string, Tone> = stateTones[of]
  return <Tag tone={tones[state]}>{children}</Tag>
}
