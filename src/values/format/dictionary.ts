import { Dictionary } from '../forms/dictionary.ts'
import { Matrix } from '../forms/matrix.ts'
import { Scalar } from '../forms/scalar.ts'
import { Table } from '../forms/table.ts'
import type { Value } from '../value.ts'
import { display } from './format.ts'
import type { Limits } from './limits.ts'
import { textOf } from './text.ts'

// What takes several lines begins below its key, and a blank line ends it; a dictionary's entries are indented.
function displayEntry(value: Value, limits: Limits): string {
  if (value instanceof Scalar) return textOf(value.type, value.raw)
  const text = display(value, limits)
  if (value instanceof Dictionary) return `\n${text.replace(/^(?!$)/gm, '    ')}\n`
  return value instanceof Table || value instanceof Matrix ? `\n${text}\n` : text
}

/** Lines `key->value`. */
export function displayDictionary(dictionary: Dictionary, limits: Limits): string {
  const lines: string[] = []
  for (const { key, value } of dictionary.entries.values()) {
    if (lines.length >= limits.elements) {
      lines.push('...')
      break
    }
    lines.push(`${textOf(dictionary.keyType, key)}->${displayEntry(value, limits)}`)
  }
  return lines.join('\n').trimEnd()
}
