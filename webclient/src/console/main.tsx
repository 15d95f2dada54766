import { StyleProvider } from '@ant-design/cssinjs'
import { App as AntApp, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import i18next from 'i18next'
import { StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import '@fontsource-variable/inter/wght.css'
import { App } from './App'
import { startTranslation } from './i18n'
import { WordsProvider } from './i18n/Words'
import { preferences, useMode, useMotion, usePreferences } from './preferences'
import './styles/base.css'
import './styles/marks.css'
import './styles/shell.css'
import './styles/sessions.css'
import './styles/composer.css'
import './styles/conversation.css'
import './styles/files.css'
import './styles/details.css'
import './styles/team.css'
import './styles/settings.css'
import './styles/left.css'
import './styles/known.css'
import './styles/switcher.css'
import { createStyleCache } from './style-cache'
import { deskKey, deskTheme } from './theme'

const styles = createStyleCache()
const locales = { 'zh-CN': zhCN, en: enUS }

/** Theme and language for everything below, and on the document for our own style sheets. */
function Root() {
  const { locale } = usePreferences()
  const mode = useMode()
  const motion = useMotion()
  useEffect(() => {
    const { documentElement: root, body } = document
    root.lang = locale
    root.dataset['lang'] = locale
    root.dataset['theme'] = mode
    root.style.colorScheme = mode
    // The theme's cssVar key: our own layout reads the same variables.
    body.className = deskKey(mode)
    void i18next.changeLanguage(locale)
  }, [locale, mode])
  return (
    <ConfigProvider
      theme={deskTheme(mode, motion)}
      locale={locales[locale]}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
    >
      <AntApp component={false} message={{ maxCount: 3 }}>
        <WordsProvider>
          <App />
        </WordsProvider>
      </AntApp>
    </ConfigProvider>
  )
}

await startTranslation(preferences.getState().locale)
const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
createRoot(root).render(
  <StrictMode>
    <StyleProvider cache={styles}>
      <Root />
    </StyleProvider>
  </StrictMode>,
)
