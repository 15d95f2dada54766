/** Sockets whose other end is the test. */
import type { Socket, SocketEvents } from '../connection'
import type { Frame } from '../requests'
import { settled } from './fake-clock'

export class FakeSocket implements Socket {
  readonly sent: Frame[] = []
  closedWith: number | undefined | null = null
  readonly #events: SocketEvents

  constructor(events: SocketEvents) {
    this.#events = events
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Frame)
  }

  close(code?: number): void {
    this.closedWith = code
  }

  async open(): Promise<void> {
    this.#events.opened()
    await settled()
  }

  async receive(frame: Frame): Promise<void> {
    this.#events.received(JSON.stringify(frame))
    await settled()
  }

  async drop(code: number): Promise<void> {
    this.#events.closed(code)
    await settled()
  }

  /** Commands of one kind, in the order they were sent. */
  commands(t: string): Frame[] {
    return this.sent.filter((frame) => frame.t === t)
  }

  /** Answers the last command of a kind. */
  async answer(t: string, fields: Record<string, unknown> = {}): Promise<void> {
    await this.receive({ t: 'ok', re: this.commands(t).at(-1)?.['id'], ...fields })
  }

  async refuse(t: string, code: string, more: Record<string, unknown> = {}): Promise<void> {
    const re = this.commands(t).at(-1)?.['id']
    await this.receive({ t: 'error', re, code, message: code, temporary: false, ...more })
  }
}

/** Opens fake sockets and remembers them. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = []

  open = (events: SocketEvents): FakeSocket => {
    const socket = new FakeSocket(events)
    this.sockets.push(socket)
    return socket
  }

  get last(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('no socket was opened')
    return socket
  }

  /** The newest socket opens and its hello is answered. */
  async greet(answer: Record<string, unknown> = {}): Promise<FakeSocket> {
    const socket = this.last
    await socket.open()
    await socket.answer('hello', answer)
    return socket
  }
}
