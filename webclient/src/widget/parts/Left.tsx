import { useWidget } from '../context'
import { isEmail } from '../email'
import { useSignal } from '../signals'
import { EmailField } from './Fields'

type Wrong = 'email' | 'failed'

/** Where the answer may go, asked once when it is not known. */
const AskEmail = () => {
  const { visitor, saveContact, text } = useWidget()
  const fault = useSignal<Wrong | undefined>(undefined)
  const submit = async (event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> => {
    event.preventDefault()
    const email = String(new FormData(event.currentTarget).get('email') ?? '').trim()
    fault.value = isEmail(email) ? undefined : 'email'
    if (fault.value) return
    if ((await saveContact(visitor.name, email)) === 'failed') fault.value = 'failed'
  }
  return (
    <form class="w-form" noValidate onSubmit={submit}>
      <EmailField
        label={text.leftAsk}
        placeholder="name@example.com"
        wrong={fault.value === 'email'}
        fault={fault.value && { email: text.formEmailBad, failed: text.formFailed }[fault.value]}
      />
      <button type="submit" class="w-button is-main">
        {text.leftSave}
      </button>
    </form>
  )
}

/** The messages lie in the shop's mailbox: what happens with them. */
export const Left = () => {
  const { view, visitor, text } = useWidget()
  const { email } = visitor
  const kept = email ? text.leftFor(email) : text.leftHere
  return (
    <div class="w-card w-queue">
      <p role="status">{view.leftByVisitor ? text.leftYourself : kept}</p>
      {!email && <AskEmail />}
    </div>
  )
}
