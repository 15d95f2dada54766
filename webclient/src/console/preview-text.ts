/** A message in one line, for lists. */

import type { Message } from '../core/wire'
import { neverHappens } from '../core/wire'
import { useTranslation } from './i18n/Words'
import { useSystemText } from './system-text'

export function usePreviewText(): (message: Message) => string {
  const { t } = useTranslation()
  const systemText = useSystemText()
  return (message) => {
    switch (message.kind) {
      case 'text':
        return message.body.text
      case 'image':
        return t('conversation.previewLines.image', { name: message.body.name })
      case 'file':
        return t('conversation.previewLines.file', { name: message.body.name })
      case 'product':
        return t('conversation.previewLines.product', { title: message.body.title })
      case 'order':
        return t('conversation.previewLines.order', { id: message.body.id })
      case 'system':
        return systemText(message.body)
      default:
        return neverHappens(message)
    }
  }
}
