import { lanesOf } from '../../values/memory.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'

/** Which rows go where: row `rows[i]` to place `places[i]`. */
export interface Placing {
  readonly places: ArrayLike<number>
  readonly rows: ArrayLike<number>
}

/**
 * Puts rows of a column in place of those of another one of the same type, one after the other: of several at one place the last stays. With `skipNulls`
 * nulls leave what is there.
 */
export function overwrite(column: Vector, from: Vector, placing: Placing, skipNulls = false): void {
  const { places, rows } = placing
  const plain = skipNulls && from.mayHoldNulls ? null : elements(column, from)
  if (plain) {
    const [to, added] = plain
    for (let i = 0; i < places.length; i++) to[places[i]!] = added[rows[i]!] as never
    column.mayHoldNulls ||= from.mayHoldNulls
    return
  }
  for (let i = 0; i < places.length; i++)
    if (!skipNulls || !from.isNullAt(rows[i]!)) column.set(places[i]!, from.get(rows[i]!))
}

// Arrays with one element for each value, that mean the same in both; null: there are none.
function elements(column: Vector, from: Vector) {
  if (column instanceof SymbolVector && from instanceof SymbolVector)
    return [column.codes, from.recode(column.base).codes] as const
  const isPlain =
    column instanceof FixedVector &&
    from instanceof FixedVector &&
    column.type === from.type &&
    lanesOf(column.type.storage) === 1
  return isPlain ? ([column.data, from.data] as const) : null
}
