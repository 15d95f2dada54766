/** Two soft notes, made on the spot: no file to load. */

let context: AudioContext | undefined

const NOTES = [
  { hertz: 660, at_s: 0 },
  { hertz: 880, at_s: 0.12 },
]
const NOTE_S = 0.22
const LOUDNESS = 0.08

const playNote = (audio: AudioContext, hertz: number, start_s: number): void => {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.frequency.value = hertz
  volume.gain.setValueAtTime(LOUDNESS, start_s)
  volume.gain.exponentialRampToValueAtTime(0.0001, start_s + NOTE_S)
  tone.connect(volume).connect(audio.destination)
  tone.start(start_s)
  tone.stop(start_s + NOTE_S)
}

export const playChime = (): void => {
  context ??= new AudioContext()
  const audio = context
  void audio.resume().then(() => {
    for (const { hertz, at_s } of NOTES) playNote(audio, hertz, audio.currentTime + at_s)
  })
}
