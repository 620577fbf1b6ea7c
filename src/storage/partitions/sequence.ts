import { allocate } from '../../values/memory.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { PartitionLevel } from './level.ts'

/** Rows in the order they come, cut into parts of one size. */
export class SequenceLevel implements PartitionLevel {
  readonly kind = 'SEQ'
  readonly type = null
  readonly count: number

  constructor(count: number) {
    this.count = count
  }

  codes(column: Vector): Int32Array {
    const n = column.length
    const out = allocate('i32', n)
    const part = Math.max(1, Math.ceil(n / this.count))
    for (let i = 0; i < n; i++) out[i] = Math.floor(i / part)
    return out
  }

  name(code: number): string {
    return String(code)
  }
}
