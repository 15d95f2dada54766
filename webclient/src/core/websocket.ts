/** The browser's WebSocket behind the small interface that {@link Connection} asks for. */
import type { Socket, SocketEvents } from './connection'

export const SUBPROTOCOL = 'chat.v1+json'

/** The WebSocket's address on the server that a page of `origin` came from. */
export const socketUrl = (origin: string): string => `${origin.replace(/^http/, 'ws')}/ws`

export function openWebSocket(url: string, events: SocketEvents): Socket {
  const socket = new WebSocket(url, SUBPROTOCOL)
  socket.onopen = () => events.opened()
  socket.onmessage = (message) => events.received(String(message.data))
  socket.onclose = (close) => events.closed(close.code)
  return {
    send: (text) => socket.send(text),
    close: (code) => (code === undefined ? socket.close() : socket.close(code)),
  }
}
