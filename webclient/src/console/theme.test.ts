import { describe, expect, it } from 'vitest'
import { palette } from './theme'

type Name = keyof typeof palette.light
const WHITE = '#ffffff'

/** WCAG 2.2's relative luminance of "#rrggbb". */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return red * 0.2126 + green * 0.7152 + blue * 0.0722
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const text: [Name | typeof WHITE, Name][] = [
  ['colorText', 'colorBgContainer'],
  ['colorTextSecondary', 'colorBgLayout'],
  ['colorTextTertiary', 'colorBgLayout'],
  ['colorTextTertiary', 'rail'],
  ['colorTextTertiary', 'rowUnread'],
  ['colorTextTertiary', 'rowSelected'],
  ['colorTextTertiary', 'colorFillTertiary'],
  ['colorTextSecondary', 'timerOverGround'],
  ['colorTextSecondary', 'colorPrimaryBg'],
  ['colorTextPlaceholder', 'colorBgContainer'],
  [WHITE, 'colorPrimary'],
  [WHITE, 'colorPrimaryHover'],
  [WHITE, 'solidRed'],
  ['colorLinkHover', 'colorBgContainer'],
  ['colorLinkHover', 'colorBgLayout'],
  ['colorLink', 'colorBgContainer'],
  ['colorLink', 'colorPrimaryBg'],
  ['colorLink', 'colorBgLayout'],
  ['colorLink', 'timerSoonGround'],
  ['colorText', 'bubbleOwn'],
  ['colorText', 'bubbleBuyer'],
  ['colorText', 'bubbleColleague'],
  ['colleagueText', 'colorBgContainer'],
  ['colleagueText', 'colorBgLayout'],
  ['bubbleInternalText', 'bubbleInternal'],
  ['timerCalm', 'colorBgLayout'],
  ['timerCalm', 'colorFillTertiary'],
  ['timerSoon', 'colorBgLayout'],
  ['timerSoon', 'timerSoonGround'],
  ['timerSoon', 'rowUnread'],
  ['timerOver', 'colorBgLayout'],
  ['timerOver', 'timerOverGround'],
  ['timerOver', 'rowUnread'],
  ['onPage', 'colorBgLayout'],
]

const words: Name[] = ['wordsRed', 'wordsOrange', 'wordsGreen', 'wordsBlue', 'wordsPurple']
const bubbles: Name[] = ['bubbleOwn', 'bubbleBuyer', 'bubbleColleague', 'bubbleInternal']
const coloured = words.flatMap((front) => bubbles.map((ground): [Name, Name] => [front, ground]))

const graphic: Name[] = [
  'presenceOnline',
  'presenceSuspended',
  'presenceBusy',
  'presenceAway',
  'presenceOffline',
  'previewEdge',
  'timerSoonEdge',
  'timerOverEdge',
  'loadOpen',
]

describe.each(['light', 'dark'] as const)('in %s mode', (mode) => {
  const colorOf = (name: Name | typeof WHITE) => (name === WHITE ? WHITE : palette[mode][name])

  it.each([...text, ...coloured])('%s can be read on %s', (front, ground) => {
    expect(contrast(colorOf(front), colorOf(ground))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(graphic)('%s can be told from the ground', (name) => {
    expect(contrast(colorOf(name), palette[mode].colorBgLayout)).toBeGreaterThanOrEqual(3)
  })
})
