import { ScriptError } from '../../runtime/script-error.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'

/** For an assignment to an element that isn't there. */
export function outside(vector: FixedVector): never {
  throw new ScriptError(`The index is out of range: there are ${vector.length} elements.`)
}
