/**
 * The one source of colour, spacing and type of the console: Ant Design's tokens, light and dark.
 *
 * Green, amber, red, blue and yellow already mean something here (online, due soon, overdue, on the page,
 * new or internal). The accent means nothing but "you can press this" and "yours".
 */
import { type GlobalToken, type MappingAlgorithm, type ThemeConfig, theme } from 'antd'

export type Mode = 'light' | 'dark'

/** What Ant Design has no word for. Merged into its tokens: `bubbleOwn` is `--ant-bubble-own` in CSS. */
export interface DeskTokens {
  bubbleOwn: string
  bubbleBuyer: string
  bubbleColleague: string
  bubbleInternal: string
  bubbleInternalEdge: string
  bubbleInternalText: string
  previewEdge: string
  colleagueText: string
  timerCalm: string
  timerSoon: string
  timerSoonEdge: string
  timerOver: string
  timerOverEdge: string
  timerSoonGround: string
  timerOverGround: string
  presenceOnline: string
  presenceSuspended: string
  presenceBusy: string
  presenceAway: string
  presenceOffline: string
  onPage: string
  rowUnread: string
  /** The ground of white figures: the dark theme's error red is for text. */
  solidRed: string
  rowSelected: string
  rail: string
  loadOpen: string
  loadCached: string
  loadEmpty: string
  wordsRed: string
  wordsOrange: string
  wordsGreen: string
  wordsBlue: string
  wordsPurple: string
}

const light = {
  colorPrimary: '#4652c9',
  colorPrimaryBg: '#eef0ff',
  colorPrimaryBgHover: '#e2e5ff',
  colorPrimaryHover: '#3b46b0',
  colorLink: '#4652c9',
  colorLinkHover: '#3b46b0',
  colorInfo: '#1668c7',
  colorSuccess: '#1b7f4d',
  colorWarning: '#a35a00',
  colorError: '#cc2b2b',
  colorSuccessBg: '#e7f5ed',
  colorWarningBg: '#fdf3e3',
  colorWarningBorder: '#ecd3a6',
  colorErrorBg: '#fdecec',
  colorText: '#1b1e26',
  colorTextSecondary: '#535a68',
  colorTextTertiary: '#656c7a',
  colorTextQuaternary: '#a4aab5',
  colorTextDescription: '#656c7a',
  colorTextPlaceholder: '#6b7280',
  colorIcon: '#656c7a',
  colorBgLayout: '#f6f7f9',
  colorBgContainer: '#ffffff',
  colorBgElevated: '#ffffff',
  colorBorder: '#d9dde4',
  colorBorderSecondary: '#e8eaef',
  colorSplit: '#e8eaef',
  colorFillTertiary: '#eff1f4',
  colorFillQuaternary: '#f6f7f9',
  bubbleOwn: '#e5e8ff',
  bubbleBuyer: '#f1f3f6',
  bubbleColleague: '#e4f3ee',
  bubbleInternal: '#fff7da',
  bubbleInternalEdge: '#ecd98f',
  bubbleInternalText: '#5c4500',
  previewEdge: '#858e9e',
  colleagueText: '#0f6b56',
  timerCalm: '#656c7a',
  timerSoon: '#945200',
  timerSoonEdge: '#c8740a',
  timerOver: '#c42626',
  timerOverEdge: '#e04545',
  timerSoonGround: '#fdf3e3',
  timerOverGround: '#fdecec',
  presenceOnline: '#1b8a53',
  presenceSuspended: '#0e7490',
  presenceBusy: '#cc2b2b',
  presenceAway: '#a35a00',
  presenceOffline: '#7a818e',
  onPage: '#1668c7',
  rowUnread: '#fffbe8',
  solidRed: '#cc2b2b',
  rowSelected: '#ffffff',
  rail: '#eef0f3',
  loadOpen: '#4652c9',
  loadCached: '#a3abef',
  loadEmpty: '#dde0e7',
  wordsRed: '#b3261e',
  wordsOrange: '#8a4700',
  wordsGreen: '#14603a',
  wordsBlue: '#14529f',
  wordsPurple: '#742b97',
} satisfies DeskTokens & Record<string, string>

const dark: typeof light = {
  colorPrimary: '#5b67e0',
  colorPrimaryBg: '#20254a',
  colorPrimaryBgHover: '#282e5c',
  colorPrimaryHover: '#515dd6',
  colorLink: '#9aa5ff',
  colorLinkHover: '#b8c0ff',
  colorInfo: '#5fa8f5',
  colorSuccess: '#43c083',
  colorWarning: '#e5a13d',
  colorError: '#f07171',
  colorSuccessBg: '#15301f',
  colorWarningBg: '#2e2414',
  colorWarningBorder: '#5c4520',
  colorErrorBg: '#351a1d',
  colorText: '#e6e8ee',
  colorTextSecondary: '#b0b6c3',
  colorTextTertiary: '#969dac',
  colorTextQuaternary: '#5d6473',
  colorTextDescription: '#969dac',
  colorTextPlaceholder: '#8c93a3',
  colorIcon: '#969dac',
  colorBgLayout: '#101216',
  colorBgContainer: '#16191f',
  colorBgElevated: '#1e222a',
  colorBorder: '#343a46',
  colorBorderSecondary: '#262b34',
  colorSplit: '#262b34',
  colorFillTertiary: '#20242c',
  colorFillQuaternary: '#1a1d24',
  bubbleOwn: '#2b326b',
  bubbleBuyer: '#242932',
  bubbleColleague: '#16362d',
  bubbleInternal: '#332b12',
  bubbleInternalEdge: '#5e4f1e',
  bubbleInternalText: '#f0dc9c',
  previewEdge: '#6b7385',
  colleagueText: '#6fcfb1',
  timerCalm: '#969dac',
  timerSoon: '#eab05a',
  timerSoonEdge: '#d9932b',
  timerOver: '#ff8a8a',
  timerOverEdge: '#e5484d',
  timerSoonGround: '#2e2414',
  timerOverGround: '#351a1d',
  presenceOnline: '#43c083',
  presenceSuspended: '#4cc3dc',
  presenceBusy: '#f07171',
  presenceAway: '#e5a13d',
  presenceOffline: '#838a98',
  onPage: '#6db3f8',
  rowUnread: '#211f14',
  solidRed: '#c93f43',
  rowSelected: '#20242d',
  rail: '#0c0e11',
  loadOpen: '#7f8bf5',
  loadCached: '#454d93',
  loadEmpty: '#2b303a',
  wordsRed: '#ff9d94',
  wordsOrange: '#ffb86b',
  wordsGreen: '#7fdc9f',
  wordsBlue: '#9cc7ff',
  wordsPurple: '#dda6ff',
}

export const palette = { light, dark }
const solidRedHover = { light: '#b02323', dark: '#b5363a' }
const elevation = {
  light: '0 8px 28px rgb(24 30 50 / 14%)',
  dark: '0 8px 28px rgb(0 0 0 / 55%)',
}

/**
 * Ant Design derives the seed colours again in dark mode, where primary, link and error come out duller
 * than written, below a contrast of 4.5. This last algorithm puts the written values back.
 */
const asWritten =
  (mode: Mode): MappingAlgorithm =>
  (_seed, map) => {
    const { colorPrimary, colorPrimaryHover, colorLink, colorLinkHover } = palette[mode]
    const { colorInfo, colorSuccess, colorWarning, colorError } = palette[mode]
    return {
      ...map,
      ...{ colorPrimary, colorPrimaryHover, colorLink, colorLinkHover },
      ...{ colorInfo, colorSuccess, colorWarning, colorError },
    } as ReturnType<MappingAlgorithm>
  }

const FACES =
  '"Inter Variable", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'

/** Whose variables they are. Each mode has its own: the styles of the other stay on the page. */
export const deskKey = (mode: Mode): string => `desk-${mode}`

/** One theme object: base 14 px, 4 px grid, radius 8, one elevation; `motion` off as the system asks. */
export const deskTheme = (mode: Mode, motion: boolean): ThemeConfig => ({
  algorithm: [mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm, asWritten(mode)],
  cssVar: { key: deskKey(mode) },
  token: {
    ...palette[mode],
    fontFamily: FACES,
    fontFamilyCode: FACES,
    fontSize: 14,
    lineHeight: 1.5,
    fontWeightStrong: 600,
    borderRadius: 8,
    borderRadiusSM: 6,
    borderRadiusXS: 4,
    borderRadiusLG: 8,
    controlHeight: 32,
    controlHeightSM: 26,
    sizeUnit: 4,
    sizeStep: 4,
    motion,
    wireframe: false,
    motionDurationFast: '0.08s',
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
    boxShadow: elevation[mode],
    boxShadowSecondary: elevation[mode],
    boxShadowTertiary: 'none',
  } as Partial<GlobalToken>,
  components: {
    Badge: { colorError: palette[mode].solidRed },
    Button: {
      colorError: palette[mode].solidRed,
      colorErrorHover: solidRedHover[mode],
      primaryShadow: 'none',
      defaultShadow: 'none',
      dangerShadow: 'none',
      paddingInlineSM: 8,
      contentFontSizeSM: 13,
    },
    Table: {
      cellPaddingBlockSM: 6,
      headerBg: 'transparent',
      headerSplitColor: 'transparent',
      cellFontSizeSM: 13,
    },
    Tabs: {
      itemSelectedColor: palette[mode].colorText,
      inkBarColor: palette[mode].loadOpen,
      horizontalItemPadding: '10px 0',
      horizontalItemGutter: 18,
      horizontalMargin: '0',
    },
    Menu: { itemSelectedColor: palette[mode].colorLink, itemHeight: 34 },
    Segmented: { trackPadding: 2 },
    Modal: { titleFontSize: 16 },
  },
})
