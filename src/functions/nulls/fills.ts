import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat, castVector } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE, isLiteral } from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { applySeries } from '../lift/series-forms.ts'
import { overwrite } from './nulls.ts'

const whole = (length: number) => Int32Array.of(0, length)

/** Nulls replaced by the nearest valid element before (or after) them in their segment, at most `limit` in a row. */
function filled(
  column: Vector,
  forward: boolean,
  limit: number,
  offsets: Int32Array = whole(column.length),
): Vector {
  if (!column.mayHoldNulls) return column
  if (column instanceof ArrayVector) return filledRows(column, forward)
  const indices = allocate('i32', column.length)
  const step = forward ? 1 : -1
  for (let s = 0; s + 1 < offsets.length; s++) {
    const [start, end] = forward ? [offsets[s]!, offsets[s + 1]!] : [offsets[s + 1]! - 1, offsets[s]! - 1]
    let valid = -1
    for (let i = start; i !== end; i += step) {
      if (!column.isNullAt(i)) valid = i
      indices[i] = valid >= 0 && Math.abs(i - valid) <= limit ? valid : i
    }
  }
  return column.gather(indices)
}

// An empty row takes the nearest row; a null in a row takes what is nearest in the same column.
function filledRows(rows: ArrayVector, forward: boolean): ArrayVector {
  const order: number[] = Array.from({ length: rows.length }, (_, i) => (forward ? i : rows.length - 1 - i))
  const made: Int32Array[] = new Array(rows.length)
  const latest: number[] = []
  let lastRow: Int32Array | undefined
  for (const row of order) {
    const [start, end] = [rows.offsets[row]!, rows.offsets[row + 1]!]
    if (rows.isNullAt(row) && lastRow) {
      made[row] = lastRow
      continue
    }
    const elements: Int32Array = Int32Array.from({ length: end - start }, (_, k) => {
      if (!rows.flat.isNullAt(start + k)) latest[k] = start + k
      return latest[k] ?? start + k
    })
    made[row] = elements
    lastRow = elements
  }
  const offsets = allocate('i32', rows.length + 1)
  made.forEach((elements, row) => {
    offsets[row + 1] = offsets[row]! + elements.length
  })
  const indices = new Int32Array(offsets[rows.length]!)
  made.forEach((elements, row) => {
    indices.set(elements, offsets[row]!)
  })
  return new ArrayVector(offsets, rows.flat.gather(indices))
}

function fillValues(name: string, x: Value, forward: boolean, limit: Value | undefined): Value {
  const most = integer(limit, name, 'limit', Number.MAX_SAFE_INTEGER)
  if (x instanceof ArrayVector) return filled(x, forward, most)
  return applySeries({ name, of: ([column]) => filled(column!, forward, most) }, [x])
}

type Examples = readonly (readonly [string, string])[]

function filler(
  name: 'ffill' | 'bfill',
  forward: boolean,
  doc: string,
  examples: Examples,
): readonly [Builtin, Builtin] {
  const plain = define({
    name,
    signature: `${name}(obj, [limit])`,
    kind: 'series',
    doc,
    examples,
    run: (_, x, limit) => fillValues(name, x!, forward, limit),
    segmented: ([x, limit], offsets) =>
      x instanceof Vector && !(x instanceof ArrayVector)
        ? filled(x, forward, integer(limit, name, 'limit', Number.MAX_SAFE_INTEGER), offsets)
        : undefined,
  })
  const inPlace = define({
    name: `${name}!`,
    signature: `${name}!(obj, [limit])`,
    kind: 'series',
    doc: `${doc} In place.`,
    examples: examples
      .slice(0, 1)
      .map(
        ([source, prints]) => [`x = ${source.slice(name.length + 1, -1)}; x.${name}!(); x`, prints] as const,
      ),
    mutates: [0],
    run: (_, x, limit) => {
      overwrite(x!, fillValues(name, x!, forward, limit))
      return x!
    },
  })
  return [plain, inPlace]
}

export const [ffill, ffillInPlace] = filler(
  'ffill',
  true,
  'Nulls replaced by the last valid element before them, at most `limit` in a row.',
  [
    ['ffill(1 2 NULL NULL 4)', '[1,2,2,2,4]'],
    ['ffill(1 2 NULL NULL 4, 1)', '[1,2,2,,4]'],
  ],
)
export const [bfill, bfillInPlace] = filler(
  'bfill',
  false,
  'Nulls replaced by the first valid element after them, at most `limit` in a row.',
  [
    ['bfill(1 2 NULL NULL 4)', '[1,2,4,4,4]'],
    ['bfill(1 2 NULL NULL 4, 1)', '[1,2,,4,4]'],
  ],
)

const isNumber = (type: DataType) => isPlainNumber(type) && !isLiteral(type)

/** Nulls between two valid numbers on the line between them. Integers are rounded down towards zero by their type. */
function linear(column: Vector): Vector {
  if (!column.mayHoldNulls || !isNumber(column.type)) return column
  const source = castFlat(column, DOUBLE).data as Float64Array
  const out = allocateResult(DOUBLE, column.length)
  const data = out.data as Float64Array
  data.set(source)
  let before = -1
  for (let i = 0; i < data.length; i++) {
    if (column.isNullAt(i)) continue
    if (before >= 0) {
      const slope = (source[i]! - source[before]!) / (i - before)
      for (let k = before + 1; k < i; k++) data[k] = source[before]! + slope * (k - before)
    }
    before = i
  }
  out.mayHoldNulls = true
  return castVector(out, column.type)
}

export const lfill = define({
  name: 'lfill',
  signature: 'lfill(obj)',
  kind: 'series',
  doc: 'Nulls between two valid numbers replaced by what lies on the line between them.',
  examples: [['lfill(NULL 1.5 NULL NULL 4.5)', '[,1.5,2.5,3.5,4.5]']],
  run: (_, x) => applySeries({ name: 'lfill', of: ([column]) => linear(column!) }, [x!]),
})

export const lfillInPlace = define({
  name: 'lfill!',
  signature: 'lfill!(obj)',
  kind: 'series',
  doc: 'Replaces nulls between two valid numbers by what lies on the line between them, in place.',
  examples: [['x = 1.5 NULL 4.5; x.lfill!(); x', '[1.5,3,4.5]']],
  mutates: [0],
  run: (_, x) => {
    overwrite(x!, applySeries({ name: 'lfill', of: ([column]) => linear(column!) }, [x!]))
    return x!
  },
})
