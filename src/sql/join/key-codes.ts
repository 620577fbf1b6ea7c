import { groupingColumn } from '../../functions/tables/key-column.ts'
import { groupRows } from '../../kernels/groups/group.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { operandType } from '../../values/cast/promote.ts'
import { castVector } from '../../values/cast/vector.ts'
import { allocate } from '../../values/memory.ts'
import { concatenate } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'

/** Numbers for the keys of two tables: rows with equal keys have the same, whichever table they are of. */
export interface SharedCodes {
  readonly left: Int32Array
  readonly right: Int32Array
  readonly count: number
}

/** Codes of the rows of both sides by their keys; without keys all have the same. @throws ScriptError */
export function sharedCodes(left: readonly Vector[], right: readonly Vector[], rows: Rows): SharedCodes {
  if (left.length === 0) {
    return { left: allocate('i32', rows.left), right: allocate('i32', rows.right), count: 1 }
  }
  const both = left.map((column, i) => groupingColumn(appended(column, right[i]!)))
  const { codes, groups } = groupRows(both)
  return { left: codes.subarray(0, rows.left), right: codes.subarray(rows.left), count: groups }
}

interface Rows {
  readonly left: number
  readonly right: number
}

function appended(left: Vector, right: Vector): Vector {
  const [first, second] = alike(left, right)
  return concatenate(first.type, [first, second])
}

/** Both columns with the type that they can be compared in. @throws ScriptError when there is none. */
export function alike(left: Vector, right: Vector): [Vector, Vector] {
  const type = operandType(left.type, right.type)
  if (!type) {
    throw new ScriptError(
      `The matching columns have types that don't go together: ${left.type}, ${right.type}.`,
    )
  }
  return [castVector(left, type), castVector(right, type)]
}
