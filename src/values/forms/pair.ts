import type { DataType } from '../data-type.ts'
import type { Raw } from '../null.ts'
import { Scalar } from './scalar.ts'

/** `a:b`: two values of one type. Immutable. */
export class Pair {
  readonly type: DataType
  readonly first: Raw
  readonly second: Raw

  constructor(type: DataType, first: Raw, second: Raw) {
    this.type = type
    this.first = first
    this.second = second
  }

  get form(): 'pair' {
    return 'pair'
  }

  get(index: number): Scalar {
    return new Scalar(this.type, index === 0 ? this.first : this.second)
  }
}
