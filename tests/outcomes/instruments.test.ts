import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandOf, instruments, isAnswer, items, measures, scoreOf } from '../../src/outcomes/instruments/rules.ts'

describe('the instruments', () => {
  it('ask the four questions of the ONS and the loneliness set in their own words and order', () => {
    expect(items.map(({ question }) => question.en)).toEqual([
      'Overall, how satisfied are you with your life nowadays?',
      'Overall, to what extent do you feel that the things you do in your life are worthwhile?',
      'Overall, how happy did you feel yesterday?',
      'On a scale where nought is ‘not at all anxious’ and 10 is ‘completely anxious’, overall, how anxious did you feel yesterday?',
      'How often do you feel that you lack companionship?',
      'How often do you feel left out?',
      'How often do you feel isolated from others?',
      'How often do you feel lonely?',
      'Overall, how confident do you feel about doing the things that matter to you?',
      'In the last 3 months, how many times have you seen or spoken to a doctor or nurse at your GP practice about your own health?',
    ])
  })

  it('have both languages, and call every Indonesian wording an unofficial translation', () => {
    for (const item of items) expect(item.question.id).not.toBe(item.question.en)
    expect(new Set(instruments.map(({ translation }) => translation.id))).toEqual(new Set(['unofficial']))
  })

  it('know which codes are answers', () => {
    const of = (code: string) => {
      const item = items.find((one) => one.code === code)
      if (!item) throw new Error(code)
      return [-1, 0, 1, 3, 4, 5, 6, 10, 11, 99, 100, 1.5].filter((value) => isAnswer(item, value))
    }
    expect(of('happy')).toEqual([0, 1, 3, 4, 5, 6, 10])
    expect(of('isolated')).toEqual([1, 3])
    expect(of('lonely')).toEqual([1, 3, 4, 5])
    expect(of('gp_visits')).toEqual([0, 1, 3, 4, 5, 6, 10, 11, 99])
  })
})

describe('scores', () => {
  it.each([
    [{ companionship: 1, left_out: 1, isolated: 1 }, 3],
    [{ companionship: 3, left_out: 3, isolated: 3 }, 9],
    [{ companionship: 3, left_out: 2, isolated: 1 }, 6],
    [{ companionship: 3, left_out: null, isolated: 1 }, null],
    [{ companionship: 3, left_out: 2 }, null],
    [{}, null],
  ])('of the three loneliness questions: %o is %s', (values, score) => {
    expect(scoreOf('ucla3', values as Record<string, number | null>)).toBe(score)
  })

  it('leave what was not said missing, and never make a nought of it', () => {
    expect(scoreOf('satisfied', { satisfied: null })).toBeNull()
    expect(scoreOf('satisfied', { satisfied: 0 })).toBe(0)
    expect(scoreOf('gp_visits', {})).toBeNull()
  })

  it('have no measure that adds up the four questions of the ONS, or the direct question', () => {
    expect(measures.filter(({ instrument }) => instrument === 'ons4').map(({ code }) => code)).toEqual([
      'satisfied',
      'worthwhile',
      'happy',
      'anxious',
    ])
    expect(measures.map(({ code }): string => code)).not.toContain('lonely')
  })

  it('stay within their scale, whatever is answered', () => {
    const code = fc.option(fc.constantFrom(1, 2, 3), { nil: null })
    fc.assert(
      fc.property(fc.record({ companionship: code, left_out: code, isolated: code }), (values) => {
        const score = scoreOf('ucla3', values)
        const isWhole = Object.values(values).every((value) => value !== null)
        expect(score === null).toBe(!isWhole)
        if (score !== null) expect(score >= 3 && score <= 9).toBe(true)
      }),
    )
  })

  it('fall into the bands of the ONS, for the original wording only', () => {
    const bands = (code: 'happy' | 'anxious') => Array.from({ length: 11 }, (_, score) => bandOf(code, score, 'original'))
    const times = (n: number, band: string) => Array.from({ length: n }, () => band)
    expect(bands('happy')).toEqual([...times(5, 'low'), ...times(2, 'medium'), ...times(2, 'high'), ...times(2, 'very_high')])
    expect(bands('anxious')).toEqual([...times(2, 'very_low'), ...times(2, 'low'), ...times(2, 'medium'), ...times(5, 'high')])
    expect(bandOf('happy', 3, 'unofficial')).toBeUndefined()
    expect(bandOf('ucla3', 6, 'original')).toBeUndefined()
  })
})
