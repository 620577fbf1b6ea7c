import { groupRows } from '../../kernels/groups/group.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { BOOL } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { sizesDiffer } from '../lift/binary-forms.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { setUnion } from '../lift/set-algebra.ts'
import { bitAnd } from '../operators/bits.ts'
import { groupingColumn } from '../tables/key-column.ts'
import { sortable } from './sort.ts'

/** The distinct elements of a column as they first appear. */
function distinctOf(x: Value | undefined): Vector {
  if (x instanceof Scalar) return vectorOf([x])
  if (x instanceof ArrayVector) return distinctOf(x.flat.view(x.offsets[0]!, x.offsets[x.length]!))
  const column = sortable(x, 'distinct(X)')
  if (column.length === 0) return column
  return column.gather(groupRows([groupingColumn(column)]).firstRows)
}

export const distinct = define({
  name: 'distinct',
  signature: 'distinct(X)',
  kind: 'aggregate',
  doc: 'The distinct elements in the order in which they first appear. With `group by` a row of an array vector for each group.',
  examples: [
    ['distinct(4 5 5 2 3)', '[4,5,2,3]'],
    ['distinct(1 NULL 1 NULL)', '[1,]'],
  ],
  run: (_, x) => distinctOf(x),
})

const keptRows = ['FIRST', 'LAST', 'NONE'] as const
type Kept = (typeof keptRows)[number]

// The constants are numbers, of which 0 is ALL.
function keptOf(keep: Value | undefined): Kept {
  if (keep === undefined) return 'FIRST'
  const raw = keep instanceof Scalar ? keep.raw : null
  const kept = keptRows.find((name, i) => raw === i + 1 || raw === name)
  if (kept) return kept
  throw new ScriptError('isDuplicated: keep should be FIRST, LAST or NONE.')
}

export const isDuplicated = define({
  name: 'isDuplicated',
  signature: 'isDuplicated(X, [keep=FIRST])',
  kind: 'series',
  doc: 'Whether each element occurs more than once: all of its places but the first (FIRST) or last (LAST), or all (NONE). Of a tuple of columns: whether the rows do.',
  examples: [
    ['isDuplicated(1 3 1 NULL 2 NULL)', '[false,false,true,false,false,true]'],
    ['isDuplicated(1 3 1, LAST)', '[true,false,false]'],
    ['isDuplicated([1 1 1, 2 3 2], NONE)', '[true,false,true]'],
  ],
  run: (_, x, keep) => {
    const usage = 'isDuplicated(X, [keep=FIRST])'
    const columns =
      x instanceof Tuple && x.items.some(item => item instanceof Vector)
        ? x.items.map(item => sortable(item, usage))
        : [sortable(x, usage)]
    const other = columns.find(column => column.length !== columns[0]!.length)
    if (other) throw sizesDiffer('isDuplicated', columns[0]!.length, other.length)
    return duplicates(columns, keptOf(keep))
  },
})

function duplicates(columns: readonly Vector[], kept: Kept): Vector {
  const out = allocateResult(BOOL, columns[0]!.length)
  if (out.length === 0) return out
  const { codes, firstRows } = groupRows(columns.map(groupingColumn))
  const left = new Int32Array(firstRows.length)
  for (let i = 0; i < codes.length; i++) left[codes[i]!]!++
  const counts = left.slice()
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!
    const isFirst = left[code] === counts[code]
    const isLast = --left[code]! === 0
    const isKept = kept === 'FIRST' ? isFirst : kept === 'LAST' ? isLast : counts[code] === 1
    out.data[i] = isKept ? 0 : 1
  }
  return out
}

export const union = define({
  name: 'union',
  signature: 'union(X, Y)',
  kind: 'system',
  doc: 'What is in either of two sets: X | Y.',
  examples: [['size(union(set(5 3 4), set(8 9 4)))', '5']],
  run: (_, x, y) => {
    if (x instanceof SetValue && y instanceof SetValue) return setUnion(x, y)
    throw wrongArgument(
      'union(X, Y)',
      x instanceof SetValue ? 'Y' : 'X',
      'a set',
      x instanceof SetValue ? y : x,
    )
  },
})

export const intersection = define({
  name: 'intersection',
  signature: 'intersection(X, Y)',
  kind: 'elementwise',
  doc: 'What is in both of two sets; of integers the bits that are set in both: X & Y.',
  examples: [
    ['intersection(set(5 3 4), set(8 9 4))', 'set(4)'],
    ['intersection(6 7 8, 4 5 6)', '[4,5,0]'],
  ],
  run: (context, x, y) => bitAnd.definition.run(context, x, y),
})
