import { expect, it } from 'vitest'
import { faceOf } from './face'

it.each([
  ['售前 01', '01'],
  ['主管', '主'],
  ['示例户外 主店', '示'],
  ['Presales 01', 'P1'],
  ['Ada Lovelace', 'AL'],
  ['main', 'M'],
  ['', '?'],
])('says %s by %s', (name, face) => expect(faceOf(name)).toBe(face))
