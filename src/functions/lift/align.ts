import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { keyOf } from '../../values/forms/set.ts'
import type { Value } from '../../values/value.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { rawReader } from './plans/elements.ts'

/**
 * Two indexed matrices or series at one set of labels: the union of their rows in order, and of their columns. What
 * one of them lacks is null. A series stands beside each column, so its column label doesn't count.
 */
export function alignByLabel(x: Matrix, y: Matrix): { x: Matrix; y: Matrix } {
  const rows = union(x.rowLabels!, y.rowLabels!)
  const series = x.index === 'series' || y.index === 'series'
  const columns = series || !x.columnLabels || !y.columnLabels ? null : union(x.columnLabels, y.columnLabels)
  const index = x.index === 'matrix' || y.index === 'matrix' ? 'matrix' : 'series'
  const wide = x.index === 'matrix' ? x : y
  const labels = columns ? columns.labels : wide.columnLabels
  return {
    x: place(x, rows.labels, rows.fromX, columns?.fromX ?? null, labels, series ? x.index : index),
    y: place(y, rows.labels, rows.fromY, columns?.fromY ?? null, labels, series ? y.index : index),
  }
}

/** Two indexed matrices at one set of labels; anything else as it is. */
export function alignedIfIndexed(x: Value, y: Value): readonly [Value, Value] {
  if (!(x instanceof Matrix && y instanceof Matrix) || x.index !== 'matrix' || y.index !== 'matrix')
    return [x, y]
  const both = alignByLabel(x, y)
  return [both.x, both.y]
}

/** Two indexed matrices or series at the labels of the first; what the second lacks is null. */
export function alignToFirst(x: Matrix, y: Matrix): { x: Matrix; y: Matrix } {
  const rows = union(x.rowLabels!, y.rowLabels!)
  const kept = Int32Array.from(rows.fromX.keys()).filter(i => rows.fromX[i]! >= 0)
  const aligned = alignByLabel(x, y)
  return { x: keepRows(aligned.x, kept), y: keepRows(aligned.y, kept) }
}

function keepRows(matrix: Matrix, rows: Int32Array): Matrix {
  if (rows.length === matrix.rows) return matrix
  return place(matrix, matrix.rowLabels!.gather(rows), rows, null, matrix.columnLabels, matrix.index)
}

function place(
  matrix: Matrix,
  rowLabels: Vector,
  rows: Int32Array,
  columns: Int32Array | null,
  columnLabels: Vector | null,
  index: Matrix['index'],
): Matrix {
  const count = columns ? columns.length : matrix.columns
  const indices = new Int32Array(rows.length * count)
  for (let c = 0, at = 0; c < count; c++) {
    const column = columns ? columns[c]! : c
    for (let r = 0; r < rows.length; r++) {
      indices[at++] = column < 0 || rows[r]! < 0 ? -1 : column * matrix.rows + rows[r]!
    }
  }
  const labels = columnLabels?.length === count ? columnLabels : null
  const made = new Matrix(matrix.data.gather(indices), rows.length, count, rowLabels, labels)
  made.index = index
  return made
}

/** Both sets of labels merged in ascending order, and where each label is in either (−1: nowhere). */
function union(x: Vector, y: Vector): { labels: Vector; fromX: Int32Array; fromY: Int32Array } {
  if (x.type !== y.type && !(x.type.category === 'LITERAL' && y.type.category === 'LITERAL')) {
    throw new ScriptError(`Labels of type ${x.type} can't be aligned with labels of type ${y.type}.`)
  }
  const [readX, readY] = [rawReader(x), rawReader(y)]
  const places = new Map<unknown, { x: number; y: number; label: string | number | bigint }>()
  const note = (read: typeof readX, length: number, side: 'x' | 'y') => {
    for (let i = 0; i < length; i++) {
      const label = keyOf(read(i))!
      const entry = places.get(label) ?? { x: -1, y: -1, label }
      entry[side] = i
      places.set(label, entry)
    }
  }
  note(readX, x.length, 'x')
  note(readY, y.length, 'y')
  const sorted = [...places.values()].sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0))
  // Labels of y come after those of x in one vector, from which the union is picked.
  const both = x.slice(0, x.length)
  both.append(y.type === x.type ? y : x.slice(0, 0))
  const pick = Int32Array.from(sorted, ({ x: inX, y: inY }) => (inX >= 0 ? inX : x.length + inY))
  return {
    labels: both.gather(pick),
    fromX: Int32Array.from(sorted, entry => entry.x),
    fromY: Int32Array.from(sorted, entry => entry.y),
  }
}
