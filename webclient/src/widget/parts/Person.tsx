/** Somebody in the line. */
export const Person = ({ you }: { you?: boolean }) => (
  <svg
    class={you ? 'is-you' : 'is-ahead'}
    width={you ? 26 : 20}
    height={you ? 26 : 20}
    viewBox="0 0 24 24"
    fill="currentColor"
    aria-hidden="true"
  >
    <circle cx="12" cy="8" r="4.4" />
    <path d="M3.8 21c.6-9.4 15.8-9.4 16.4 0z" />
  </svg>
)
