/** `GET` and `POST /api/demo`: living figures, and the switch for simulated buyers. */

export interface DemoAgent {
  readonly username: string
  readonly state: string
  readonly load: number
  /** Null when unlimited. */
  readonly reception_max: number | null
}

export interface DemoFigures {
  readonly simulated: boolean
  readonly sessions: number
  readonly waiting: number
  readonly messages: number
  readonly agents: readonly DemoAgent[]
}

const ADDRESS = '/api/demo'

const read = async (response: Response): Promise<DemoFigures> => {
  if (!response.ok) throw new Error(`${ADDRESS}: ${response.status}`)
  return (await response.json()) as DemoFigures
}

export const fetchFigures = async (): Promise<DemoFigures> => read(await fetch(ADDRESS))

export const switchSimulation = async (simulated: boolean): Promise<DemoFigures> =>
  read(
    await fetch(ADDRESS, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ simulated }),
    }),
  )
