import { ScriptError } from '../../runtime/script-error.ts'
import { isLiteral } from '../../values/data-type.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Pairs } from './matching.ts'

/** For each text of the left all texts of the right that it begins with. @throws ScriptError */
export function prefixPairs(left: Vector, right: Vector): Pairs {
  if (!isLiteral(left.type) || !isLiteral(right.type)) {
    throw new ScriptError('The matching columns of pj hold texts.')
  }
  const rowsOf = new Map<string, number[]>()
  for (let row = 0; row < right.length; row++) {
    const text = (right.get(row) as Scalar).raw as string
    const rows = rowsOf.get(text)
    if (rows) rows.push(row)
    else rowsOf.set(text, [row])
  }
  const lengths = [...new Set([...rowsOf.keys()].map(text => text.length))].sort((a, b) => a - b)
  const pairs: [number, number][] = []
  for (let row = 0; row < left.length; row++) {
    const text = (left.get(row) as Scalar).raw as string
    for (const length of lengths) {
      if (length > text.length) break
      for (const other of rowsOf.get(text.slice(0, length)) ?? []) pairs.push([row, other])
    }
  }
  return {
    left: Int32Array.from(pairs, pair => pair[0]),
    right: Int32Array.from(pairs, pair => pair[1]),
    count: pairs.length,
  }
}
