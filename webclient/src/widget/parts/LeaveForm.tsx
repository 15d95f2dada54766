import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { type LeftMessage, useWidget } from '../context'
import { isEmail } from '../email'
import { Consent } from './Consent'

type Fault = 'email' | 'text' | 'failed'

/** The first thing that keeps the form from being sent. */
const faultOf = (message: LeftMessage, textNeeded: boolean): Fault | undefined => {
  if (!isEmail(message.email)) return 'email'
  return textNeeded && message.text.trim() === '' ? 'text' : undefined
}

const EmailField = ({ value, wrong }: { value: string; wrong: boolean }) => {
  const { text } = useWidget()
  return (
    <label>
      {text.value.formEmail}
      <input
        name="email"
        type="email"
        autocomplete="email"
        maxLength={254}
        defaultValue={value}
        aria-invalid={wrong}
        aria-describedby={wrong ? 'email-fault' : undefined}
      />
      {wrong && (
        <span class="w-error" id="email-fault" role="alert">
          {text.value.formEmailBad}
        </span>
      )}
    </label>
  )
}

const TextField = ({ value, wrong }: { value: string; wrong: boolean }) => {
  const { view, type, text } = useWidget()
  return (
    <label>
      {text.value.formText}
      <textarea
        name="text"
        rows={5}
        maxLength={view.value.textMax}
        defaultValue={value}
        aria-invalid={wrong}
        aria-describedby={wrong ? 'text-fault' : undefined}
        onInput={(event) => type(event.currentTarget.value)}
      />
      {wrong && (
        <span class="w-error" id="text-fault" role="alert">
          {text.value.formTextMissing}
        </span>
      )}
    </label>
  )
}

const useForm = (textNeeded: boolean) => {
  const { leaveMessage } = useWidget()
  const form = useRef<HTMLFormElement>(null)
  const fault = useSignal<Fault | undefined>(undefined)
  const busy = useSignal(false)
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const data = new FormData(form.current as HTMLFormElement)
    const field = (name: string) => String(data.get(name) ?? '')
    const message = { name: field('name'), email: field('email').trim(), text: field('text') }
    fault.value = faultOf(message, textNeeded)
    if (fault.value) form.current?.querySelector<HTMLElement>(`[name=${fault.value}]`)?.focus()
    if (fault.value || busy.value) return
    busy.value = true
    if ((await leaveMessage(message)) === 'failed') fault.value = 'failed'
    busy.value = false
  }
  return { form, fault, busy, submit }
}

/** Nobody is there, or the visitor would rather not wait: name, e-mail and text. */
export const LeaveForm = () => {
  const { view, draft, visitor, formAsked, text } = useWidget()
  const waits = view.value.phase === 'queued'
  const { form, fault, busy, submit } = useForm(!waits)
  return (
    <form ref={form} class="w-form" noValidate onSubmit={submit}>
      <p>{waits ? text.value.formQueue : text.value.formNobody}</p>
      <label>
        {text.value.formName}
        <input name="name" autocomplete="name" maxLength={80} defaultValue={visitor.value.name} />
      </label>
      <EmailField value={visitor.value.email} wrong={fault.value === 'email'} />
      <TextField value={draft.value} wrong={fault.value === 'text'} />
      {fault.value === 'failed' && (
        <span class="w-error" role="alert">
          {text.value.formFailed}
        </span>
      )}
      <button type="submit" class="w-button is-main" disabled={busy.value}>
        {busy.value ? text.value.formSending : text.value.formSend}
      </button>
      {waits && (
        <button
          type="button"
          class="w-button"
          onClick={() => {
            formAsked.value = false
          }}
        >
          {text.value.back}
        </button>
      )}
      <Consent />
    </form>
  )
}
