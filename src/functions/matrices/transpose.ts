import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, isLiteral, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { columnFrom, emptyVector, nullVector, vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { kindOf } from '../argument.ts'

/** Rows and columns exchanged: see `transpose`. */
export function transposed(x: Value): Value {
  if (x instanceof Matrix) return transposedMatrix(x)
  if (x instanceof ArrayVector) return transposedRows(x)
  if (x instanceof Tuple) return transposedTuple(x)
  if (x instanceof Table) return dictionaryOfColumns(x)
  if (x instanceof Dictionary) return tableOfEntries(x)
  if (x instanceof Vector) return new Matrix(x.clone(), 1, x.length)
  throw new ScriptError(`transpose can't take a ${kindOf(x)}.`)
}

/** Places of the elements of a rows × columns matrix in the order of its transpose. */
function exchanged(rows: number, columns: number): Int32Array {
  const indices = new Int32Array(rows * columns)
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) indices[at++] = column * rows + row
  }
  return indices
}

function transposedMatrix(x: Matrix): Matrix {
  const data = x.rows === 1 || x.columns === 1 ? x.data.clone() : x.data.gather(exchanged(x.rows, x.columns))
  return new Matrix(data, x.columns, x.rows, x.columnLabels, x.rowLabels)
}

function transposedRows(x: ArrayVector): ArrayVector {
  const width = x.length === 0 ? 0 : x.offsets[1]! - x.offsets[0]!
  for (let i = 0; i < x.length; i++) {
    if (x.offsets[i + 1]! - x.offsets[i]! !== width) {
      throw new ScriptError('transpose: all rows of the array vector must have the same length.')
    }
  }
  const flat = x.flat.view(x.offsets[0]!, x.offsets[x.length]!)
  const offsets = allocate('i32', width + 1)
  for (let i = 1; i <= width; i++) offsets[i] = i * x.length
  return new ArrayVector(offsets, flat.gather(exchanged(width, x.length)))
}

function transposedTuple(x: Tuple): Tuple {
  const parts = x.items.map(item => (item instanceof Vector ? item : vectorOf([item])))
  const length = parts[0]?.length ?? 0
  if (parts.some(part => part.length !== length)) {
    throw new ScriptError('transpose: all elements of the tuple must have the same length.')
  }
  const items = Array.from({ length }, (_, i) => vectorOf(parts.map(part => part.get(i))))
  return new Tuple(items, x.columnar)
}

function dictionaryOfColumns(x: Table): Dictionary {
  const made = new Dictionary(STRING, ANY, true)
  x.names.forEach((name, i) => {
    made.set(name, x.columns[i]!)
  })
  return made
}

function tableOfEntries(x: Dictionary): Table {
  if (!isLiteral(x.keyType))
    throw new ScriptError('transpose: the keys of a dictionary must be strings to name columns.')
  const entries = [...x.entries.values()]
  if (entries.length > 0 && entries.every(({ value }) => value instanceof Dictionary)) {
    return tableOfDictionaries(entries as { key: Raw; value: Dictionary }[])
  }
  const length = Math.max(1, ...entries.map(({ value }) => (value instanceof Vector ? value.length : 1)))
  return new Table(
    entries.map(({ key }) => key as string),
    entries.map(({ value }) => columnFrom(value, length)),
  )
}

// The keys of the first dictionary are the columns; what another lacks is null there.
function tableOfDictionaries(entries: readonly { key: Raw; value: Dictionary }[]): Table {
  const names = [...entries[0]!.value.entries.values()].map(({ key }) => key)
  const keys = emptyVector(STRING)
  keys.append(vectorOf(entries.map(({ key }) => new Scalar(STRING, key))))
  const columns = names.map(name => {
    const cells = entries.map(({ value }) => value.get(name))
    const known = cells.find(cell => cell instanceof Scalar) as Scalar | undefined
    if (known === undefined) return new Tuple(cells.map(cell => cell ?? NULL))
    const missing = nullVector(known.type, 1).get(0)
    return vectorOf(cells.map(cell => cell ?? missing))
  })
  return new Table(['key', ...names.map(String)], [keys, ...columns])
}
