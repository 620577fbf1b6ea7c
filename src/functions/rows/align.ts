import { ScriptError } from '../../runtime/script-error.ts'
import { compareRaws } from '../../values/compare.ts'
import { INT } from '../../values/data-type.ts'
import type { Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { text, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { inFormOf, rowsOf } from '../lift/rows.ts'

interface Rule {
  /** Which way the rows are sorted. */
  readonly descending: boolean
  /** Whether values beyond the last one of the other row are kept, too. */
  readonly all: boolean
}

const rules: Readonly<Record<string, Rule>> = {
  bid: { descending: true, all: false },
  allbid: { descending: true, all: true },
  ask: { descending: false, all: false },
  allask: { descending: false, all: true },
}

/** Places in both rows, in order of their values; −1 where a row doesn't have the value. */
interface Aligned {
  readonly left: Raw[]
  readonly right: Raw[]
}

function align(
  order: (l: number, r: number) => number,
  left: Range,
  right: Range,
  all: boolean,
  into: Aligned,
) {
  let [l, r] = [left.start, right.start]
  while (all ? l < left.end || r < right.end : l < left.end && r < right.end) {
    const direction = l === left.end ? 1 : r === right.end ? -1 : order(l, r)
    into.left.push(direction <= 0 ? l - left.start : -1)
    into.right.push(direction >= 0 ? r - right.start : -1)
    if (direction <= 0) l++
    if (direction >= 0) r++
  }
}

interface Range {
  readonly start: number
  readonly end: number
}

const isRowwise = (value: Value | undefined): value is ArrayVector | Tuple =>
  value instanceof ArrayVector || value instanceof Tuple

export const rowAlign = define({
  name: 'rowAlign',
  signature: 'rowAlign(left, right, how)',
  kind: 'system',
  doc: 'Places that bring equal values of the rows of two array vectors together, as a tuple of both; −1 where a row lacks the value. how: bid or allBid (rows descend), ask or allAsk (rows ascend); without all only up to where the shorter row ends.',
  examples: [
    [
      'rowAlign(arrayVector([3], 9.01 9.00 8.99), arrayVector([3], 9.02 9.01 8.99), "bid")',
      '([[-1,0,1,2]],[[0,1,-1,2]])',
    ],
  ],
  run: (_, left, right, how) => {
    const rule = rules[text(how, 'rowAlign', 'how').toLowerCase()]
    if (!rule) throw new ScriptError("rowAlign: how should be 'bid', 'allBid', 'ask' or 'allAsk'.")
    if (!isRowwise(left)) throw wrongArgument('rowAlign(left, right, how)', 'left', 'an array vector', left)
    if (!isRowwise(right))
      throw wrongArgument('rowAlign(left, right, how)', 'right', 'an array vector', right)
    const [a, b] = [rowsOf('rowAlign', [left]), rowsOf('rowAlign', [right])]
    const { type } = a.flat
    if (type !== b.flat.type || a.offsets.length !== b.offsets.length)
      throw new ScriptError(
        'rowAlign: left and right must be of the same type and have the same number of rows.',
      )
    const [readA, readB] = [rawReader(a.flat), rawReader(b.flat)]
    const sign = rule.descending ? -1 : 1
    const order = (l: number, r: number) => sign * compareRaws(type, readA(l), readB(r))
    const places: Aligned = { left: [], right: [] }
    const offsets = new Int32Array(a.offsets.length)
    for (let row = 0; row + 1 < offsets.length; row++) {
      const range = (of: Int32Array) => ({ start: of[row]!, end: of[row + 1]! })
      align(order, range(a.offsets), range(b.offsets), rule.all, places)
      offsets[row + 1] = places.left.length
    }
    return new Tuple([
      inFormOf(left, vectorOfRaws(INT, places.left), offsets),
      inFormOf(right, vectorOfRaws(INT, places.right), offsets),
    ])
  },
})
