import { expect, it } from 'vitest'
import { isEmail } from './email'

it.each(['a@b.cn', ' name@example.com ', 'first.last+tag@mail.example.org'])(
  'takes %j for an e-mail address',
  (text) => expect(isEmail(text)).toBe(true),
)

it.each(['', 'name', 'name@example', '@example.com', 'a b@example.com', 'name@example.'])(
  'takes %j for a slip',
  (text) => expect(isEmail(text)).toBe(false),
)
