export function Logo() {
  return (
    <span className="logo" aria-hidden="true">
      <svg viewBox="0 0 24 24" width="26" height="26" role="presentation">
        <path
          d="M5 3h14a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3h-6l-5 4v-4H5a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z"
          fill="var(--ant-color-primary)"
        />
        <path d="M7 8.4h10M7 12.4h6" stroke="#fff" strokeWidth="1.9" strokeLinecap="round" />
      </svg>
    </span>
  )
}
