import { type LeftMessage, useWidget } from '../context'
import { isEmail } from '../email'
import { useSignal } from '../signals'
import { Consent } from './Consent'
import { EmailField, Fault } from './Fields'

type Wrong = 'email' | 'text' | 'failed'

/** The first thing that keeps the form from being sent. */
const faultOf = (message: LeftMessage, textNeeded: boolean): Wrong | undefined => {
  if (!isEmail(message.email)) return 'email'
  return textNeeded && message.text.trim() === '' ? 'text' : undefined
}

const TextField = ({ value, wrong }: { value: string; wrong: boolean }) => {
  const { view, type, text } = useWidget()
  return (
    <label>
      {text.formText}
      <textarea
        name="text"
        rows={5}
        maxLength={view.textMax}
        defaultValue={value}
        aria-invalid={wrong}
        aria-describedby={wrong ? 'text-fault' : undefined}
        onInput={(event) => type(event.currentTarget.value)}
      />
      {wrong && <Fault id="text-fault">{text.formTextMissing}</Fault>}
    </label>
  )
}

const useForm = (textNeeded: boolean) => {
  const { leaveMessage } = useWidget()
  const fault = useSignal<Wrong | undefined>(undefined)
  const busy = useSignal(false)
  const submit = async (event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    const field = (name: string) => String(data.get(name) ?? '')
    const message = { name: field('name'), email: field('email').trim(), text: field('text') }
    fault.value = faultOf(message, textNeeded)
    if (fault.value) form.querySelector<HTMLElement>(`[name=${fault.value}]`)?.focus()
    if (fault.value || busy.value) return
    busy.value = true
    if ((await leaveMessage(message)) === 'failed') fault.value = 'failed'
    busy.value = false
  }
  return { fault, busy, submit }
}

/** Nobody is there, or the visitor would rather not wait: name, e-mail and text. */
export const LeaveForm = () => {
  const { view, draft, visitor, formAsked, text } = useWidget()
  const waits = view.phase === 'queued'
  const { fault, busy, submit } = useForm(!waits)
  return (
    <form class="w-form" noValidate onSubmit={submit}>
      <p>{waits ? text.formQueue : text.formNobody}</p>
      <label>
        {text.formName}
        <input name="name" autocomplete="name" maxLength={80} defaultValue={visitor.name} />
      </label>
      <EmailField
        label={text.formEmail}
        value={visitor.email}
        wrong={fault.value === 'email'}
        fault={fault.value === 'email' ? text.formEmailBad : undefined}
      />
      <TextField value={draft} wrong={fault.value === 'text'} />
      {fault.value === 'failed' && <Fault>{text.formFailed}</Fault>}
      <button type="submit" class="w-button is-main" disabled={busy.value}>
        {busy.value ? text.formSending : text.formSend}
      </button>
      {waits && (
        <button
          type="button"
          class="w-button"
          onClick={() => {
            formAsked.value = false
          }}
        >
          {text.back}
        </button>
      )}
      <Consent />
    </form>
  )
}
