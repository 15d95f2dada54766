import { describe, expect, it } from 'vitest'
import { dayKey, dayText, durationText, relativeDay, shortTimeText, timeText } from './time'

const AT = Date.UTC(2025, 2, 12, 16, 2)
const [SHANGHAI, NEW_YORK] = ['Asia/Shanghai', 'America/New_York']

describe('durations', () => {
  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [72_000, '1:12'],
    [3_599_999, '59:59'],
    [3_605_000, '1:00:05'],
    [-5, '0:00'],
  ])('%s ms is %s', (ms, words) => {
    expect(durationText(ms)).toBe(words)
  })
})

describe('instants', () => {
  it('are told in the zone of the reader', () => {
    expect(timeText(AT, 'en', NEW_YORK)).toBe('12:02')
    expect(timeText(AT, 'zh-CN', SHANGHAI)).toBe('00:02')
    expect(dayKey(AT, NEW_YORK)).toBe('2025-03-12')
    expect(dayKey(AT, SHANGHAI)).toBe('2025-03-13')
  })

  it('are near or far from now by calendar days', () => {
    const now = AT + 3_600_000
    expect(relativeDay(AT, now, SHANGHAI)).toBe('today')
    expect(relativeDay(AT - 7_200_000, now, SHANGHAI)).toBe('yesterday')
    expect(relativeDay(AT - 86_400_000 * 2, now, SHANGHAI)).toBe('other')
  })

  it('name the year only when it is another', () => {
    expect(dayText(AT, AT, 'zh-CN', SHANGHAI)).toBe('3月13日')
    expect(dayText(AT, AT + 365 * 86_400_000, 'en', NEW_YORK)).toContain('2025')
  })

  it('are a time today and a day before', () => {
    expect(shortTimeText(AT, AT, 'zh-CN', SHANGHAI)).toBe('00:02')
    expect(shortTimeText(AT, AT + 86_400_000, 'zh-CN', SHANGHAI)).toBe('3/13')
  })
})
