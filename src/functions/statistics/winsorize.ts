import { ScriptError } from '../../runtime/script-error.ts'
import { compareRaws } from '../../values/compare.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { number, text, truth, vector } from '../argument.ts'
import { define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { overwrite } from '../nulls/nulls.ts'

const policies = ['upper', 'lower', 'raise', 'omit'] as const
type Policy = (typeof policies)[number]

/** Rows in ascending order, nulls last or (lower) first. Those that are left out aren't among them. */
function sortedRows(column: Vector, policy: Policy): number[] {
  const read = rawReader(column)
  const valid: number[] = []
  const nulls: number[] = []
  for (let row = 0; row < column.length; row++) (column.isNullAt(row) ? nulls : valid).push(row)
  if (nulls.length > 0 && policy === 'raise') throw new ScriptError('winsorize: X contains nulls.')
  valid.sort((a, b) => compareRaws(column.type, read(a), read(b)))
  if (policy === 'upper') return [...valid, ...nulls]
  return policy === 'lower' ? [...nulls, ...valid] : valid
}

/** One of a pair of options that may also be given as one for both sides. */
const side = (value: Value, i: number): Value => (value instanceof Vector ? value.get(i) : value)

function winsorized(
  x: Value | undefined,
  limit: Value,
  inclusive: Value | undefined,
  nanPolicy: Value | undefined,
) {
  const column = vector(x, 'winsorize', 'X')
  const given = text(nanPolicy, 'winsorize', 'nanPolicy', 'upper')
  const policy = policies.find(each => each === given)
  if (!policy)
    throw new ScriptError(`winsorize: nanPolicy should be one of ${policies.join(', ')}, not '${given}'.`)
  const rows = sortedRows(column, policy)
  const cut = (i: number) => {
    const share = side(limit, i)
    if (share instanceof Scalar && share.isNull) return 0
    const part = number(share, 'winsorize', 'limit')
    if (part < 0 || part > 1)
      throw new ScriptError(`winsorize: limit should be between 0 and 1, not ${part}.`)
    const isTruncated = inclusive === undefined || truth(side(inclusive, i), 'winsorize', 'inclusive')
    return isTruncated ? Math.trunc(part * rows.length) : Math.round(part * rows.length)
  }
  const [low, high] = [cut(0), rows.length - cut(1)]
  if (low >= high && rows.length > 0)
    throw new ScriptError('winsorize: both limits together leave no element.')
  const indices = allocate('i32', column.length)
  for (let row = 0; row < column.length; row++) indices[row] = row
  rows.forEach((row, place) => {
    indices[row] = rows[Math.min(Math.max(place, low), high - 1)]!
  })
  return column.gather(indices)
}

export const winsorize = define({
  name: 'winsorize',
  signature: "winsorize(X, limit, [inclusive=true], [nanPolicy='upper'])",
  kind: 'series',
  doc: 'X with the given shares of its smallest and largest elements replaced by the nearest element left. nanPolicy: whether nulls are the largest (upper), the smallest (lower), left alone (omit) or an error (raise).',
  examples: [
    ['winsorize(1..10, 0.1)', '[2,2,3,4,5,6,7,8,9,9]'],
    ['winsorize(1..10, 0.12 0.17, false)', '[2,2,3,4,5,6,7,8,8,8]'],
  ],
  run: (_, x, limit, inclusive, nanPolicy) => winsorized(x, limit!, inclusive, nanPolicy),
})

export const winsorizeInPlace = define({
  name: 'winsorize!',
  signature: "winsorize!(X, limit, [inclusive=true], [nanPolicy='upper'])",
  kind: 'series',
  doc: 'Replaces the given shares of the smallest and largest elements of X by the nearest element left, in place.',
  examples: [['x = 1..10; winsorize!(x, 0.1); x', '[2,2,3,4,5,6,7,8,9,9]']],
  mutates: [0],
  run: (_, x, limit, inclusive, nanPolicy) => {
    overwrite(x!, winsorized(x, limit!, inclusive, nanPolicy))
    return x!
  },
})
