/** What went wrong, in words: the server's codes and the connection's. */
import { App } from 'antd'
import { CommandFailed } from '../core/requests'
import type { ErrorCode } from '../protocol/generated'
import { useTranslation } from './i18n/Words'

const KNOWN = [
  ...(['bad_request', 'unknown_command', 'not_allowed', 'not_found', 'not_member'] as const),
  ...(['not_open', 'already_member', 'last_member', 'unreachable', 'invitation_gone'] as const),
  ...(['stale_view', 'blocked', 'too_large', 'rate', 'busy', 'unavailable'] as const),
  ...(['offline', 'lost', 'timeout'] as const),
] satisfies readonly (ErrorCode | 'offline' | 'lost' | 'timeout')[]

const isKnown = (code: string): code is (typeof KNOWN)[number] =>
  (KNOWN as readonly string[]).includes(code)

export function useReason(): (error: unknown) => string {
  const { t } = useTranslation()
  return (error) => {
    if (!(error instanceof CommandFailed)) throw error
    const { code } = error
    return isKnown(code) ? t(`error.${code}`) : t('error.other', { code })
  }
}

/** Runs a command; a failure is told in a message. True when it was carried out. */
export function useAttempt(): (command: () => Promise<unknown>) => Promise<boolean> {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const reason = useReason()
  return async (command) => {
    try {
      await command()
      return true
    } catch (error) {
      message.error(t('error.failed', { reason: reason(error) }))
      return false
    }
  }
}
