import type { ComponentChildren } from 'preact'

/** What went wrong, told as soon as it has. */
export const Fault = ({ id, children }: { id?: string; children: ComponentChildren }) => (
  <span class="w-error" id={id} role="alert">
    {children}
  </span>
)

interface EmailFieldProps {
  label: string
  value?: string
  placeholder?: string
  wrong: boolean
  fault: string | undefined
}

export const EmailField = ({ label, value, placeholder, wrong, fault }: EmailFieldProps) => (
  <label>
    {label}
    <input
      name="email"
      type="email"
      autocomplete="email"
      maxLength={254}
      defaultValue={value}
      placeholder={placeholder}
      aria-invalid={wrong}
      aria-describedby={fault && 'email-fault'}
    />
    {fault && <Fault id="email-fault">{fault}</Fault>}
  </label>
)
