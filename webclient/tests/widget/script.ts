/** A server of a few lines: answers commands and plays a state's events. For looking at states only. */

import type { Socket, SocketEvents } from '../../src/core/connection'
import type { Frame } from '../../src/core/requests'
import type {
  Author,
  Availability,
  BuyerEvent,
  BuyerSessionView,
  BuyerSettings,
  KindAndBody,
  MessageView,
} from '../../src/protocol/generated'

export interface Scene {
  readonly shopName: string
  readonly availability?: Availability
  readonly settings?: Partial<BuyerSettings>
  readonly session?: BuyerSessionView
  readonly messages?: readonly MessageView[]
  /** After the snapshot, one after the other. */
  readonly events?: readonly BuyerEvent[]
  /** Refuses every message with this code. */
  readonly refuse?: string
  /** Refuses hello with this code. */
  readonly refuseHello?: string
  /** Cuts the connection after the events and lets no new one through. */
  readonly cut?: boolean
  /** Never answers a message. */
  readonly mute?: boolean
  readonly email?: string
}

const MINUTE_MS = 60_000
/** The last message came just now; those before it a minute earlier each. */
export const talk = (
  ...lines: readonly (readonly [Author, string | KindAndBody<'product' | 'text'>])[]
): MessageView[] =>
  lines.map(
    ([author, words], i) =>
      ({
        session: 's1',
        channel: 'public',
        seq: i + 1,
        at_ms: Date.now() - (lines.length - 1 - i) * MINUTE_MS * 0.6 - 20_000,
        author,
        ...(typeof words === 'string' ? { kind: 'text', body: { text: words } } : words),
      }) as MessageView,
  )

const SETTINGS: BuyerSettings = {
  welcome: '',
  preview_shown: true,
  text_max: 4000,
  preview_max: 500,
  upload_bytes_max: 10_485_760,
}

export class ScriptedServer {
  readonly #scene: Scene
  #connections = 0
  #seq = 0

  constructor(scene: Scene) {
    this.#scene = scene
    this.#seq = scene.messages?.length ?? 0
  }

  readonly openSocket = (events: SocketEvents): Socket => {
    this.#connections += 1
    const refused = this.#scene.cut && this.#connections > 1
    setTimeout(() => (refused ? events.closed(1006) : events.opened()))
    const say = (frame: object) => setTimeout(() => events.received(JSON.stringify(frame)))
    return {
      send: (text) => this.#hear(JSON.parse(text) as Frame, say, events),
      close: () => {},
    }
  }

  #hear(frame: Frame, say: (frame: object) => void, events: SocketEvents): void {
    const re = frame['id']
    const scene = this.#scene
    switch (frame.t) {
      case 'hello':
        if (scene.refuseHello)
          say({ t: 'error', re, code: scene.refuseHello, message: '', temporary: false })
        else this.#welcome(re, say, events)
        break
      case 'history.fetch':
        say({ t: 'ok', re, messages: scene.messages ?? [], more: false })
        break
      case 'message.send':
        this.#take(frame, say)
        break
      default:
        say({ t: 'ok', re })
    }
  }

  #welcome(re: unknown, say: (frame: object) => void, events: SocketEvents): void {
    const { shopName, session, settings, availability, email, cut } = this.#scene
    say({
      t: 'ok',
      re,
      connection: 'c1',
      server_time_ms: Date.now(),
      you: { id: 'v1', name: 'visitor', identified: false, ...(email && { email }) },
      visitor: 'token',
      shop: { id: 'demo', name: shopName },
      sessions: session ? [session] : [],
      settings: { ...SETTINGS, ...settings },
      availability: availability ?? { state: 'available', waiting: 0 },
    })
    for (const event of this.#scene.events ?? []) setTimeout(() => say(event), 60)
    if (cut) setTimeout(() => events.closed(1006), 150)
  }

  #take(frame: Frame, say: (frame: object) => void): void {
    const re = frame['id']
    if (this.#scene.refuse) {
      say({ t: 'error', re, code: this.#scene.refuse, message: '', temporary: false })
    } else if (!this.#scene.mute) {
      this.#seq += 1
      const session = this.#scene.session?.id ?? 's1'
      const phase = this.#scene.session?.phase ?? 'open'
      say({ t: 'ok', re, session, channel: 'public', seq: this.#seq, at_ms: Date.now(), phase })
    }
  }
}
