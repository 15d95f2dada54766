import { Doors } from './Doors'
import { Embed } from './Embed'
import { Shop } from './Shop'
import { Simulation } from './Simulation'
import type { Text } from './text'

const Logo = () => (
  <svg viewBox="0 0 24 24" width="30" height="30" class="logo" aria-hidden="true">
    <path d="M5 3h14a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3h-6l-5 4v-4H5a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z" />
    <path d="M7 8.4h10M7 12.4h6" class="lines" />
  </svg>
)

const Head = ({ text, switchLang }: { text: Text; switchLang: () => void }) => (
  <header>
    <Logo />
    <b>chatd</b>
    <em>
      <i />
      {text.running}
    </em>
    <button type="button" class="lang" onClick={switchLang}>
      {text.other}
    </button>
  </header>
)

const Steps = ({ text }: { text: Text }) => (
  <ol class="steps">
    {text.steps.map(([what, why]) => (
      <li key={what}>
        <b>{what}</b>
        <small>{why}</small>
      </li>
    ))}
  </ol>
)

const Links = ({ text }: { text: Text }) => (
  <footer>
    <a href="/api/openapi.json">{text.links.api}</a>
    <a href="/healthz">{text.links.health}</a>
    <a href="/metrics">{text.links.metrics}</a>
  </footer>
)

/** What `make run` opens: the doors to the console, and a shop page with its widget. */
export const Landing = ({ text, switchLang }: { text: Text; switchLang: () => void }) => (
  <div class="landing">
    <main>
      <Head text={text} switchLang={switchLang} />
      <h1>{text.head}</h1>
      <p class="lead">{text.lead}</p>
      <Steps text={text} />
      <Doors text={text} />
      <Simulation text={text} />
      <Links text={text} />
    </main>
    <aside>
      <Embed text={text} />
      <Shop text={text} />
    </aside>
  </div>
)
