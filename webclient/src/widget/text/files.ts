/** Why a file is not sent; loaded with what sends files. */
import type { Lang } from './index'

const en = {
  too_large: 'Too large',
  type: 'This type is not taken',
  unreadable: 'The picture cannot be read',
  rate: 'Too many for now',
  other: 'This could not be sent',
}

export const noFile: Record<Lang, typeof en> = {
  en,
  'zh-CN': {
    too_large: '文件过大',
    type: '不支持这种类型',
    unreadable: '图片无法读取',
    rate: '发送过多，请稍后再试',
    other: '发送失败',
  },
}
