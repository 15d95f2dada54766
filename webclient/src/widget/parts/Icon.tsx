/** The widget's icons, drawn inline: 24-unit grid, round strokes. */

const paths = {
  clip: 'M19 11.5l-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5l7.6-7.6a3 3 0 0 1 4.3 4.3l-7.6 7.6a1.5 1.5 0 0 1-2.1-2.1l7-7',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.4l3 1.8',
  down: 'M12 5v14M6 13l6 6 6-6',
  file: 'M6 3.5h8l4 4v13H6zM14 3.5v4h4',
  link: 'M4 9.5q8-7 16 0M7 13q5-4.2 10 0M10.2 16.4q1.8-1.4 3.6 0',
  min: 'M6 9.5l6 6 6-6',
  more: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  send: 'M4 12l16-7-6.5 16-2.8-6.7z',
  smile: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8.5 14q3.5 3.6 7 0M9 9.6v.3M15 9.6v.3',
  stop: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM6.5 6.5l11 11',
} as const
export type IconName = keyof typeof paths

export const Icon = ({ name, size = 20 }: { name: IconName; size?: number }) => (
  <svg
    class={name === 'send' ? 'w-flip' : undefined}
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width={name === 'more' ? 2.4 : 1.7}
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={paths[name]} />
  </svg>
)

/** One tick: the server keeps it. Two: an agent has read it. */
export const Ticks = ({ read }: { read: boolean }) => (
  <svg
    width="17"
    height="11"
    viewBox="0 0 17 11"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={read ? 'M1 6l3 3 6-7M7.5 8.2l.8.8 6-7' : 'M4 6l3 3 6-7'} />
  </svg>
)
