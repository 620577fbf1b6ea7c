import type { DataType } from '../data-type.ts'
import { displayScalar } from '../format/scalar.ts'
import type { FixedVector } from '../vectors/fixed-vector.ts'
import { SystemObject } from './system-object.ts'

/** Numbers in up to ten dimensions, the last running fastest. Scripts make and show them, and plugins take them. */
export class Tensor extends SystemObject {
  readonly type: DataType
  readonly data: FixedVector
  /** The size of each dimension; their product is the length of `data`. */
  readonly shape: readonly number[]

  constructor(data: FixedVector, shape: readonly number[]) {
    super()
    this.type = data.type
    this.data = data
    this.shape = shape
  }

  /** `int[2][3]`: type and shape, of all or of what lies below a dimension. */
  name(depth = 0): string {
    const sizes = this.shape.slice(depth).map(size => `[${size}]`)
    return `${String(this.type).toLowerCase()}${sizes.join('')}`
  }

  describe(): string {
    return [`tensor<${this.name()}>:`, ...this.#lines()].join('\n')
  }

  // An element or a row a line; what has more dimensions by its name alone.
  #lines(): string[] {
    const [count, ...inner] = this.shape
    const cell = (at: number) => displayScalar(this.data.get(at))
    return Array.from({ length: count! }, (_, i) => {
      if (inner.length === 0) return `${i}: ${this.name(1)} ${cell(i)}`
      if (inner.length > 1) return `${i}: ${this.name(1)}`
      const row = Array.from({ length: inner[0]! }, (_, j) => cell(i * inner[0]! + j))
      return `${i}: ${this.name(1)} [${row.join(', ')}]`
    })
  }
}
