/** Durations and instants as text. Zone and language come from the caller, never from the server. */

export type Locale = 'zh-CN' | 'en'

/** 72_000 -> "1:12", 3_605_000 -> "1:00:05". */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Building a formatter costs more than using it, and a list uses hundreds. */
function format(
  locale: Locale | 'sv',
  zone: string | undefined,
  options: Intl.DateTimeFormatOptions,
) {
  const key = `${locale}|${zone ?? ''}|${JSON.stringify(options)}`
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { ...options, ...(zone && { timeZone: zone }) })
    formats.set(key, found)
  }
  return found
}

/** "14:02". */
export const timeText = (atMs: number, locale: Locale, zone?: string): string =>
  format(locale, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(atMs)

/** A day as "2025-03-12", which is how Swedes write it: to compare days in the reader's zone. */
export const dayKey = (atMs: number, zone?: string): string =>
  format('sv', zone, { dateStyle: 'short' }).format(atMs)

export type RelativeDay = 'today' | 'yesterday' | 'other'

const DAY_MS = 86_400_000

export function relativeDay(atMs: number, nowMs: number, zone?: string): RelativeDay {
  const day = dayKey(atMs, zone)
  if (day === dayKey(nowMs, zone)) return 'today'
  return day === dayKey(nowMs - DAY_MS, zone) ? 'yesterday' : 'other'
}

/** "3月12日", "12 March"; with the year when it is not this one. */
export function dayText(atMs: number, nowMs: number, locale: Locale, zone?: string): string {
  const sameYear = dayKey(atMs, zone).slice(0, 4) === dayKey(nowMs, zone).slice(0, 4)
  const year = sameYear ? {} : ({ year: 'numeric' } as const)
  return format(locale, zone, { month: 'long', day: 'numeric', ...year }).format(atMs)
}

/** For rows of a list: the time today, else the day. */
export const shortTimeText = (
  atMs: number,
  nowMs: number,
  locale: Locale,
  zone?: string,
): string =>
  relativeDay(atMs, nowMs, zone) === 'today'
    ? timeText(atMs, locale, zone)
    : format(locale, zone, { month: 'numeric', day: 'numeric' }).format(atMs)
