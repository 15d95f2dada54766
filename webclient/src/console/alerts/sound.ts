/** Short notes of each kind, made on the spot: no file to load. */
import type { AlertKind } from './choices'

let context: AudioContext | undefined

/** Which is which is heard: rising for a buyer, one for a message, falling for a colleague. */
const NOTES: Record<AlertKind, readonly number[]> = {
  newBuyer: [660, 880],
  message: [740],
  invitation: [880, 660],
  mention: [880, 740, 880],
}
const NOTE_S = 0.2
const APART_S = 0.12
const LOUDNESS = 0.08

function playNote(audio: AudioContext, hertz: number, start_s: number): void {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.frequency.value = hertz
  volume.gain.setValueAtTime(LOUDNESS, start_s)
  volume.gain.exponentialRampToValueAtTime(0.0001, start_s + NOTE_S)
  tone.connect(volume).connect(audio.destination)
  tone.start(start_s)
  tone.stop(start_s + NOTE_S)
}

/** Silent until something on the page has been touched: browsers ask for that. */
export function play(kind: AlertKind): void {
  if (!navigator.userActivation?.hasBeenActive) return
  context ??= new AudioContext()
  const audio = context
  void audio.resume().then(() => {
    NOTES[kind].forEach((hertz, index) => {
      playNote(audio, hertz, audio.currentTime + index * APART_S)
    })
  })
}
