import type { Groups } from '../functions/define.ts'
import { giveBack } from '../kernels/borrowed.ts'
import { groupOffsets } from '../kernels/group.ts'

/** Groups of rows, with rows in order of group made only when somebody asks for them. */
export class RowGroups implements Groups {
  readonly codes: Int32Array
  readonly count: number
  /** The first row of each group. */
  readonly firstRows: Int32Array
  #sorted: { order: Int32Array; offsets: Int32Array } | null = null

  constructor(codes: Int32Array, count: number, firstRows: Int32Array) {
    this.codes = codes
    this.count = count
    this.firstRows = firstRows
  }

  #sort() {
    return (this.#sorted ??= groupOffsets(this.codes, this.count))
  }

  get order(): Int32Array {
    return this.#sort().order
  }

  get offsets(): Int32Array {
    return this.#sort().offsets
  }

  /** Ends the use of the codes: their memory serves again. */
  release(): void {
    giveBack(this.codes)
  }
}

/** Whether an order of rows is the one they have. */
export function isIdentity(order: Int32Array): boolean {
  for (let i = 0; i < order.length; i++) if (order[i] !== i) return false
  return true
}
