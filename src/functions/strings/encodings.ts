import { ScriptError } from '../../runtime/script-error.ts'
import { STRING } from '../../values/data-type.ts'
import type { Value } from '../../values/value.ts'
import { text } from '../argument.ts'
import { define } from '../define.ts'
import { applyToTexts } from '../lift/text-function.ts'

// Texts are UTF-8 throughout, so that only what looks the same in both encodings can be converted.

const utf8 = /^utf-?8$/i

function converted(name: string, x: Value, from: string, to: string): Value {
  for (const encoding of [from, to]) {
    try {
      new TextDecoder(encoding === 'euc-cn' ? 'gbk' : encoding)
    } catch {
      throw new ScriptError(`${name}: there is no encoding ${encoding}.`)
    }
  }
  const same = utf8.test(from) && utf8.test(to)
  const of = (whole: string) => {
    if (same || /^[\0-\x7f]*$/.test(whole)) return whole
    throw new ScriptError(`${name}: "${whole}" can't be converted: texts are UTF-8 here, beyond ASCII.`)
  }
  return applyToTexts({ name, result: STRING, of }, x)
}

export const convertEncode = define({
  name: 'convertEncode',
  signature: 'convertEncode(str, srcEncode, destEncode)',
  kind: 'elementwise',
  doc: 'Texts from one encoding in another. Texts are UTF-8 here: others than ASCII can only be converted to that.',
  examples: [['convertEncode(["hello", ""], "gbk", "utf-8")', '["hello",]']],
  run: (_, x, from, to) => {
    const usage = 'convertEncode(str, srcEncode, destEncode)'
    return converted('convertEncode', x!, text(from, usage, 'srcEncode'), text(to, usage, 'destEncode'))
  },
})

export const fromUTF8 = define({
  name: 'fromUTF8',
  signature: 'fromUTF8(str, encode)',
  kind: 'elementwise',
  doc: 'Texts in UTF-8 in another encoding: see convertEncode.',
  examples: [['fromUTF8("DolphinDB", "gbk")', 'DolphinDB']],
  run: (_, x, to) => converted('fromUTF8', x!, 'utf-8', text(to, 'fromUTF8(str, encode)', 'encode')),
})

export const toUTF8 = define({
  name: 'toUTF8',
  signature: 'toUTF8(str, encode)',
  kind: 'elementwise',
  doc: 'Texts of another encoding in UTF-8: see convertEncode.',
  examples: [['toUTF8("DolphinDB", "gbk")', 'DolphinDB']],
  run: (_, x, from) => converted('toUTF8', x!, text(from, 'toUTF8(str, encode)', 'encode'), 'utf-8'),
})
