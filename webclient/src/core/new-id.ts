/**
 * Ids of messages and uploads: UUIDs of version 7 (RFC 9562, section 5.7) without their hyphens.
 * Time comes first, so that the server's index grows at its end.
 */

// In every JavaScript runtime, also where there is no `randomUUID`: pages over plain HTTP.
declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array }

const VERSION = 0x70
const VARIANT = 0x80

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const view = new DataView(bytes.buffer)
  const now_ms = Date.now()
  view.setUint16(0, now_ms / 2 ** 32)
  view.setUint32(2, now_ms)
  view.setUint8(6, VERSION | (view.getUint8(6) & 0x0f))
  view.setUint8(8, VARIANT | (view.getUint8(8) & 0x3f))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
