import type { KeyColumn } from '../../kernels/column.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { allocate } from '../../values/memory.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { type SymbolBase, SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { dataOf, wideKernelStorage } from '../lift/plans/kernel-plan.ts'
import { ranksOfUnion } from './union-ranks.ts'

/** A column as grouping and joining kernels take it: equal elements have equal bytes. @throws ScriptError */
export function groupingColumn(vector: Vector): KeyColumn {
  if (vector instanceof StringVector) return { storage: 'string', ...vector.utf8() }
  if (vector instanceof SymbolVector) {
    return { storage: 'sym', data: vector.codes, nulls: vector.mayHoldNulls, range: vector.base.size }
  }
  if (vector instanceof UnionVector) return { storage: 'i32', data: ranksOfUnion(vector), nulls: false }
  const storage = wideKernelStorage(vector.type)
  if (!storage) throw new ScriptError(`A column of type ${vector.type} can't be a key.`)
  return { storage, data: dataOf(vector), nulls: vector.mayHoldNulls } as KeyColumn
}

/** A column as sorting kernels take it: bytes in the order of elements. Symbols become ranks of their strings. */
export function sortingColumn(vector: Vector): KeyColumn {
  if (!(vector instanceof SymbolVector)) return groupingColumn(vector)
  const ranks = ranksOf(vector.base)
  const data = allocate('i32', vector.length)
  for (let i = 0; i < data.length; i++) data[i] = ranks[vector.codes[i]!]!
  return { storage: 'i32', data, nulls: false }
}

// By code, the string's place among all in order of UTF-16 code units. Bases only grow, so their size tells their age.
const known = new WeakMap<SymbolBase, Int32Array>()

function ranksOf(base: SymbolBase): Int32Array {
  const before = known.get(base)
  if (before?.length === base.size) return before
  const codes = Array.from(base.strings.keys()).sort((a, b) => (base.strings[a]! < base.strings[b]! ? -1 : 1))
  const ranks = new Int32Array(codes.length)
  codes.forEach((code, rank) => {
    ranks[code] = rank
  })
  known.set(base, ranks)
  return ranks
}
