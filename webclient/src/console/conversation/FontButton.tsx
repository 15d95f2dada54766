/** How one's own messages look: size, colour, weight. The choice is kept in this browser. */
import { FontSizeOutlined } from '@ant-design/icons'
import { Button, Popover, Segmented, Switch } from 'antd'
import type { TextBody } from '../../protocol/generated'
import { useTranslation } from '../i18n/Words'
import { preferences, usePreferences } from '../preferences'
import { COLORS, fontClass, type SIZES } from './font'

type Font = Omit<TextBody, 'text'>

/** Absent is the default: only what was chosen goes over the wire. */
function chosen(font: Font): Font {
  return Object.fromEntries(
    Object.entries(font).filter(([, value]) => value !== undefined && value !== false),
  )
}

export function FontButton() {
  const { t } = useTranslation()
  const { font } = usePreferences()
  const plain = fontClass(font) === ''
  return (
    <Popover
      trigger="click"
      placement="topLeft"
      destroyOnHidden
      title={t('font.title')}
      content={<Choices font={font} />}
    >
      <Button
        type="text"
        size="small"
        className={plain ? '' : 'is-on'}
        icon={<FontSizeOutlined />}
        aria-label={t('font.title')}
      />
    </Popover>
  )
}

function Choices({ font }: { font: Font }) {
  const { t } = useTranslation()
  const set = (change: Partial<Record<keyof Font, unknown>>) =>
    preferences.dispatch({ font: chosen({ ...font, ...change } as Font) })
  return (
    <div className="font">
      <div className="menu-row">
        <span className="grow">{t('font.size')}</span>
        <Segmented
          size="small"
          value={font.size ?? 'normal'}
          onChange={(size) => set({ size: size === 'normal' ? undefined : size })}
          options={['small', 'normal', 'large'].map((value) => ({
            value,
            label: t(`font.sizes.${value as (typeof SIZES)[number] | 'normal'}`),
          }))}
        />
      </div>
      <div className="menu-row">
        <span className="grow">{t('font.color')}</span>
        <span className="swatches" role="radiogroup" aria-label={t('font.color')}>
          {([undefined, ...COLORS] as const).map((color) => (
            // biome-ignore lint/a11y/useSemanticElements: a swatch is no radio button to look at
            <button
              key={color ?? 'plain'}
              type="button"
              role="radio"
              aria-checked={font.color === color}
              aria-label={t(`font.colors.${color ?? 'plain'}`)}
              className={`swatch bubble${fontClass({ ...(color && { color }) })}`}
              onClick={() => set({ color })}
            >
              A
            </button>
          ))}
        </span>
      </div>
      <div className="menu-row">
        <span className="grow">{t('font.bold')}</span>
        <Switch
          size="small"
          checked={font.bold === true}
          onChange={(bold) => set({ bold })}
          aria-label={t('font.bold')}
        />
      </div>
      <div className="msg is-mine font-sample">
        <div className={`bubble${fontClass(font)}`}>{t('font.sample')}</div>
      </div>
    </div>
  )
}
