import { groupRows } from '../../kernels/groups/group.ts'
import { sortRows } from '../../kernels/order/sort.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { vector, wrongArgument } from '../argument.ts'
import { asColumnOf } from '../as-column.ts'
import { define } from '../define.ts'
import { groupingColumn, sortingColumn } from '../tables/key-column.ts'

const usage = 'panel(row, col, metrics, [rowLabel], [colLabel], [parallel=false])'

/** Labels of one side of a matrix, and the place of each row's key among them; −1 where it has none. */
interface Side {
  readonly labels: Vector
  readonly places: Int32Array
}

function sideOf(keys: Vector, wanted: Vector | null): Side {
  // Wanted labels come first, so that rows with the same key are in their groups.
  const all = wanted ? asColumnOf(keys.type, wanted).clone() : keys
  if (wanted) all.append(keys)
  const { codes, groups, firstRows } = groupRows([groupingColumn(all)])
  if (wanted) {
    const offset = wanted.length
    const placeOf = new Int32Array(groups).fill(-1)
    for (let i = 0; i < offset; i++) placeOf[codes[i]!] = i
    return { labels: wanted, places: codes.slice(offset).map(code => placeOf[code]!) }
  }
  const found = keys.gather(firstRows)
  const order = sortRows([{ column: sortingColumn(found) }], groups)
  const placeOf = new Int32Array(groups)
  order.forEach((group, place) => {
    placeOf[group] = place
  })
  return { labels: found.gather(order), places: codes.map(code => placeOf[code]!) }
}

export const panel = define({
  name: 'panel',
  signature: usage,
  kind: 'system',
  doc: 'Columns as matrices with the keys of rows and columns as labels: each value at the place of its keys, of several the last, null where there is none. Of several metrics a tuple. With rowLabel and colLabel only those rows and columns.',
  examples: [
    ['panel(`x`x`y, `a`b`a, 1 2 3)', '  a b\n  - -\nx|1 2\ny|3'],
    ['panel(`x`x`y, `a`b`a, 1 2 3, colLabel=[`b])', '  b\n  -\nx|2\ny|'],
  ],
  run: (_, row, col, metrics, rowLabel, colLabel) => {
    const [rowKeys, columnKeys] = [vector(row, usage, 'row'), vector(col, usage, 'col')]
    const labels = (value: Value | undefined, parameter: string) =>
      value === undefined ? null : vector(value, usage, parameter)
    const down = sideOf(rowKeys, labels(rowLabel, 'rowLabel'))
    const across = sideOf(columnKeys, labels(colLabel, 'colLabel'))
    const [rows, columns] = [down.labels.length, across.labels.length]
    const places = allocate('i32', rows * columns).fill(-1)
    down.places.forEach((place, i) => {
      const column = across.places[i]!
      if (place >= 0 && column >= 0) places[column * rows + place] = i
    })
    const matrixOf = (metric: Value | undefined): Matrix => {
      if (!(metric instanceof Vector) || metric instanceof Tuple)
        throw wrongArgument(usage, 'metrics', 'vectors', metric)
      if (metric.length !== rowKeys.length || columnKeys.length !== rowKeys.length)
        throw new ScriptError(`${usage}: the arguments have different sizes.`)
      return new Matrix(metric.gather(places), rows, columns, down.labels, across.labels)
    }
    return metrics instanceof Tuple ? new Tuple(metrics.items.map(matrixOf)) : matrixOf(metrics)
  },
})
