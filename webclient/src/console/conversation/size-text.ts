import type { Locale } from '../../core/time'

const UNITS = ['B', 'KB', 'MB'] as const

/** "640 B", "1.5 MB": three digits at most before the point, one after it. */
export function sizeText(bytes: number, locale: Locale): string {
  let [amount, unit] = [bytes, 0]
  while (amount >= 1_000 && unit < UNITS.length - 1) {
    amount /= 1_024
    unit += 1
  }
  const digits = unit === 0 || amount >= 100 ? 0 : 1
  return `${amount.toLocaleString(locale, { maximumFractionDigits: digits })} ${UNITS[unit]}`
}
