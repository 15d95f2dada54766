/** The visitor's data at the server: `/api/me`, which asks for the token that hello gave. */

import type { OwnData } from './context'

/** `often`: refused for a while; `none`: there is nothing; `failed`: it is not known. */
export type DataOutcome = 'done' | 'none' | 'often' | 'failed'

const NAME = 'chat.json'

const ask = async (own: OwnData, method: string): Promise<Response | undefined> => {
  try {
    return await fetch(`/api/me?shop=${encodeURIComponent(own.shop)}`, {
      method,
      headers: { authorization: own.authorization() },
    })
  } catch {
    // fetch rejects only when no answer came.
    return undefined
  }
}

const failure = (response: Response | undefined): DataOutcome => {
  if (response?.status === 404) return 'none'
  return response?.status === 429 ? 'often' : 'failed'
}

const save = (file: Blob): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = NAME
  link.click()
  // The download has begun; its bytes are the browser's now.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

export const exportData = async (own: OwnData): Promise<DataOutcome> => {
  const response = await ask(own, 'GET')
  if (!response?.ok) return failure(response)
  try {
    save(await response.blob())
  } catch {
    return 'failed'
  }
  return 'done'
}

export const eraseData = async (own: OwnData): Promise<DataOutcome> => {
  const response = await ask(own, 'DELETE')
  if (!response?.ok) return failure(response)
  own.forget()
  return 'done'
}
