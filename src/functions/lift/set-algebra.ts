import { ScriptError } from '../../runtime/script-error.ts'
import { commonType } from '../../values/cast/promote.ts'
import { castRaw } from '../../values/cast/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import type { Raw } from '../../values/null.ts'

// Sets of different types meet in the type they have in common.
function alike(x: SetValue, y: SetValue): [SetValue, SetValue] {
  if (x.type === y.type) return [x, y]
  const type = commonType(x.type, y.type)
  if (!type) throw new ScriptError(`A set of ${x.type} and a set of ${y.type} have nothing in common.`)
  const converted = (set: SetValue) =>
    set.type === type
      ? set
      : new SetValue(
          type,
          [...set.items.values()].map(raw => castRaw(raw, set.type, type)),
        )
  return [converted(x), converted(y)]
}

function filtered(set: SetValue, keep: (raw: Raw) => boolean): SetValue {
  return new SetValue(set.type, [...set.items.values()].filter(keep))
}

/** What is in x but not in y. */
export function setDifference(x: SetValue, y: SetValue): SetValue {
  const [a, b] = alike(x, y)
  return filtered(a, raw => !b.has(raw))
}

export function setIntersection(x: SetValue, y: SetValue): SetValue {
  const [a, b] = alike(x, y)
  return filtered(a, raw => b.has(raw))
}

export function setUnion(x: SetValue, y: SetValue): SetValue {
  const [a, b] = alike(x, y)
  return new SetValue(a.type, [...a.items.values(), ...b.items.values()])
}

/** What is in one of them only. */
export function setSymmetricDifference(x: SetValue, y: SetValue): SetValue {
  return setUnion(setDifference(x, y), setDifference(y, x))
}

/** Whether all of x is in y. */
export function isSubset(x: SetValue, y: SetValue): boolean {
  const [a, b] = alike(x, y)
  for (const raw of a.items.values()) if (!b.has(raw)) return false
  return true
}
