import type { Expression } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import type { Lookup } from '../../values/forms/code.ts'
import type { Frame } from '../frame.ts'
import type { NumberedJoining } from '../from.ts'
import type { JoinKeys, PairJoin } from '../join/join.ts'
import { pruningConditions } from '../parts/conditions.ts'
import type { Condition } from '../parts/source.ts'

// Joins that give a row of the side only where it matches.
const MATCHED: Readonly<Record<'left' | 'right', readonly PairJoin[]>> = {
  left: ['ej', 'sej', 'rj'],
  right: ['ej', 'sej', 'lj', 'lsj'],
}
const INNER: readonly PairJoin[] = ['ej', 'sej', 'cj']

/** What joins say of the rows of a table that is to be changed: only those that match can be. */
export class JoinedTarget implements NumberedJoining {
  #target: Frame | null = null
  #isTwice = false
  // Whether the target's columns come first and every row was matched.
  #isPlain = true
  readonly #conditions: Condition[] = []

  numbered(frame: Frame): void {
    if (this.#target) this.#isTwice = true
    this.#target = frame
  }

  joined(kind: PairJoin, left: Frame, right: Frame, keys: JoinKeys): void {
    if (right === this.#target || !INNER.includes(kind)) this.#isPlain = false
    const side = left === this.#target ? 'left' : right === this.#target ? 'right' : null
    if (side === null || !MATCHED[side].includes(kind)) return
    const others = side === 'left' ? keys.right : keys.left
    keys[side].forEach(({ name }, i) => {
      if (name !== null) this.#conditions.push({ is: 'among', column: name, values: others[i]!.vector })
    })
  }

  /** What must hold for a row of the target that can be among those of `frame` that meet `where`. */
  conditions(
    context: Context,
    where: readonly Expression[],
    frame: Frame,
    lookup: Lookup,
  ): readonly Condition[] {
    if (this.#isTwice) return []
    if (!this.#isPlain) return this.#conditions
    // What has another name than it had is not the target's.
    const isColumn = (name: string) => frame.indexOf(name) >= 0
    return [...this.#conditions, ...pruningConditions(where, { context, lookup, isColumn })]
  }
}
