import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { vector } from '../argument.ts'
import { doublesOf } from '../doubles-of.ts'
import { transposed } from '../matrices/transpose.ts'

/** The independent variables as columns, and what they are called. */
export interface Factors {
  readonly names: readonly string[]
  readonly columns: readonly Float64Array[]
}

/** Those of a vector, tuple, matrix (its rows, if these fit) or table, nulls as 0. @throws ScriptError */
export function factorsOf(x: Value | undefined, rows: number, name: string): Factors {
  if (x instanceof Matrix && x.rows !== rows && x.columns === rows)
    return factorsOf(transposed(x), rows, name)
  const vectors = columnsOf(x, name)
  const other = vectors.find(column => column.length !== rows)
  if (other) throw new ScriptError(`${name}: Y has ${rows} elements, but a factor has ${other.length}.`)
  const names = x instanceof Matrix ? vectors.map((_, i) => `beta${i}`) : vectors.map((_, i) => `x${i + 1}`)
  return {
    names: x instanceof Table ? x.names : names,
    columns: vectors.map(column => doublesOf(column, name)),
  }
}

function columnsOf(x: Value | undefined, name: string): readonly Vector[] {
  if (x instanceof Table) return x.columns
  if (x instanceof Matrix) return Array.from({ length: x.columns }, (_, i) => x.column(i))
  if (x instanceof Tuple) return x.items.map(item => vector(item, `${name}(Y, X)`, 'X'))
  return [vector(x, `${name}(Y, X)`, 'X')]
}

/** Columns of `rows` doubles side by side, as kernels of linear algebra take them. */
export function sideBySide(columns: readonly Float64Array[], rows: number): Float64Array {
  const a = allocate('f64', rows * columns.length) as Float64Array
  columns.forEach((column, i) => {
    a.set(column, i * rows)
  })
  return a
}
