import { useSignal } from '@preact/signals'
import { useWidget, useWords } from '../context'
import { isEmail } from './email'

type Fault = 'email' | 'failed'

/** Where the answer may go, asked once when it is not known. */
const AskEmail = () => {
  const { visitor, saveContact } = useWidget()
  const words = useWords()
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
        {words.leftAsk}
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
            {fault.value === 'email' ? words.formEmailBad : words.formFailed}
          </span>
        )}
      </label>
      <button type="submit" class="w-button is-main">
        {words.leftSave}
      </button>
    </form>
  )
}

/** The messages lie in the shop's mailbox: what happens with them. */
export const Left = () => {
  const { view, visitor } = useWidget()
  const words = useWords()
  const { email } = visitor.value
  const kept = email ? words.leftFor(email) : words.leftHere
  return (
    <div class="w-card w-queue">
      <p role="status">{view.value.leftByVisitor ? words.leftYourself : kept}</p>
      {!email && <AskEmail />}
    </div>
  )
}
