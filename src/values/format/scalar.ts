import { CHAR } from '../data-type.ts'
import type { Pair } from '../forms/pair.ts'
import type { Scalar } from '../forms/scalar.ts'
import { nullText, scriptOf, textOf } from './text.ts'

/** A scalar printed by itself: text without quotes, `00i` for a null, `NULL` for the untyped one. */
export function displayScalar({ type, raw, isNull }: Scalar): string {
  if (isNull)
    return type.category === 'LITERAL' || type.category === 'BINARY' ? textOf(type, raw) : nullText(type)
  return type === CHAR ? scriptOf(type, raw) : textOf(type, raw)
}

/** `3 : 6`. */
export function displayPair(pair: Pair): string {
  const side = (raw: Pair['first']) => scriptOf(pair.type, raw) || nullText(pair.type)
  return `${side(pair.first)} : ${side(pair.second)}`
}
