import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat, castVector } from '../../values/cast/vector.ts'
import { DOUBLE, INT } from '../../values/data-type.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { integer, vector } from '../argument.ts'
import { define } from '../define.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'

// Totals of groups whose members move from one to another.

const noGroup = nullOf(INT) as number

function groupsOf(value: Value | undefined, name: string, parameter: string): Int32Array {
  return castFlat(vector(value, name, parameter), INT).data as Int32Array
}

/** Running totals of each group: a member that changes groups takes `before` away from the old one and adds `now` to the new. */
function totals(
  groups: Int32Array,
  previous: Int32Array,
  count: number,
  now: (row: number) => number,
  before: (row: number) => number,
): Float64Array[] {
  const running = new Float64Array(count)
  const out = Array.from({ length: count }, () => new Float64Array(groups.length))
  for (let row = 0; row < groups.length; row++) {
    const [to, from] = [groups[row]!, previous[row]!]
    if (to < 0 || to >= count)
      throw new ScriptError(`A group must be between 0 and ${count - 1}, but one is ${to}.`)
    if (from === noGroup) running[to]! += now(row)
    else {
      running[from]! -= before(row)
      running[to]! += now(row)
    }
    for (let g = 0; g < count; g++) out[g]![row] = running[g]!
  }
  return out
}

function asTuple(columns: readonly Float64Array[], like: Vector | null): Tuple {
  const type = like?.type.category === 'FLOATING' ? DOUBLE : INT
  return new Tuple(
    columns.map(column => {
      const made = allocateResult(DOUBLE, column.length)
      ;(made.data as Float64Array).set(column)
      return castVector(made, type)
    }),
  )
}

function groupCount(value: Value | undefined, name: string): number {
  const count = integer(value, name, 'groupCount')
  if (count < 2 || count > 8)
    throw new ScriptError(`${name}: groupCount should be between 2 and 8, not ${count}.`)
  return count
}

export const dynamicGroupCumsum = define({
  name: 'dynamicGroupCumsum',
  signature: 'dynamicGroupCumsum(cumValue, prevCumValue, membership, prevMembership, groupCount)',
  kind: 'series',
  doc: 'The total value of each group after each row, as a tuple of columns, where every row moves a member from its previous group (null for a new one) to another and changes its value.',
  examples: [['dynamicGroupCumsum(2 4 8, NULL NULL 2, 0 0 1, NULL NULL 0, 2)', '([2,6,4],[0,0,8])']],
  run: (_, cumValue, prevCumValue, membership, prevMembership, count) => {
    const name = 'dynamicGroupCumsum'
    const values = vector(cumValue, name, 'cumValue')
    const now = castFlat(values, DOUBLE).data as Float64Array
    const before = castFlat(vector(prevCumValue, name, 'prevCumValue'), DOUBLE).data as Float64Array
    const groups = groupsOf(membership, name, 'membership')
    const columns = totals(
      groups,
      groupsOf(prevMembership, name, 'prevMembership'),
      groupCount(count, name),
      row => now[row]!,
      row => before[row]!,
    )
    return asTuple(columns, values)
  },
})

export const dynamicGroupCumcount = define({
  name: 'dynamicGroupCumcount',
  signature: 'dynamicGroupCumcount(membership, prevMembership, groupCount)',
  kind: 'series',
  doc: 'How many members each group has after each row, as a tuple of columns, where every row moves a member from its previous group (null for a new one) to another.',
  examples: [['dynamicGroupCumcount(0 0 1, NULL NULL 0, 2)', '([1,2,1],[0,0,1])']],
  run: (_, membership, prevMembership, count) => {
    const name = 'dynamicGroupCumcount'
    const groups = groupsOf(membership, name, 'membership')
    const one = () => 1
    return asTuple(
      totals(groups, groupsOf(prevMembership, name, 'prevMembership'), groupCount(count, name), one, one),
      null,
    )
  },
})
