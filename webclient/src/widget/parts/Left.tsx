import { useSignal } from '@preact/signals'
import { useWidget } from '../context'
import { isEmail } from '../email'

type Fault = 'email' | 'failed'

/** Where the answer may go, asked once when it is not known. */
const AskEmail = () => {
  const { visitor, saveContact, text } = useWidget()
  const fault = useSignal<Fault | undefined>(undefined)
  const submit = async (event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> => {
    event.preventDefault()
    const email = String(new FormData(event.currentTarget).get('email') ?? '').trim()
    fault.value = isEmail(email) ? undefined : 'email'
    if (fault.value) return
    if ((await saveContact(visitor.value.name, email)) === 'failed') fault.value = 'failed'
  }
  return (
    <form class="w-form" noValidate onSubmit={submit}>
      <label>
        {text.value.leftAsk}
        <input
          name="email"
          type="email"
          autocomplete="email"
          maxLength={254}
          placeholder="name@example.com"
          aria-invalid={fault.value === 'email'}
        />
        {fault.value && (
          <span class="w-error" role="alert">
            {fault.value === 'email' ? text.value.formEmailBad : text.value.formFailed}
          </span>
        )}
      </label>
      <button type="submit" class="w-button is-main">
        {text.value.leftSave}
      </button>
    </form>
  )
}

/** The messages lie in the shop's mailbox: what happens with them. */
export const Left = () => {
  const { view, visitor, text } = useWidget()
  const { email } = visitor.value
  const kept = email ? text.value.leftFor(email) : text.value.leftHere
  return (
    <div class="w-card w-queue">
      <p role="status">{view.value.leftByVisitor ? text.value.leftYourself : kept}</p>
      {!email && <AskEmail />}
    </div>
  )
}
