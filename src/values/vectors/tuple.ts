import { ANY, type DataType } from '../data-type.ts'
import { NULL } from '../forms/scalar.ts'
import type { Value } from '../value.ts'
import { Vector } from './vector.ts'

/**
 * A vector of anything. A columnar tuple (every element a scalar or vector of one type) is indexed by column, as an
 * array vector is.
 */
export class Tuple extends Vector {
  columnar: boolean
  #items: Value[]

  /** Keeps the array. */
  constructor(items: Value[], columnar = false, type: DataType = ANY) {
    super(type, items.length, true)
    this.#items = items
    this.columnar = columnar
  }

  get items(): Value[] {
    return this.#items
  }

  set items(items: Value[]) {
    this.#items = items
  }

  get(index: number): Value {
    return this.items[index]!
  }

  isNullAt(index: number): boolean {
    const item = this.items[index]!
    return item.form === 'scalar' && item.isNull
  }

  gather(indices: Int32Array): Tuple {
    return new Tuple(
      Array.from(indices, i => (i >= 0 ? this.items[i]! : NULL)),
      this.columnar,
      this.type,
    )
  }

  slice(start: number, end: number): Tuple {
    const items = Array.from({ length: Math.max(0, end - start) }, (_, i) => this.items[start + i] ?? NULL)
    return new Tuple(items, this.columnar, this.type)
  }

  view(start: number, end: number): Tuple {
    return new Tuple(this.items.slice(start, end), this.columnar, this.type)
  }

  set(index: number, value: Value): void {
    this.items[index] = value
  }

  append(more: Vector): void {
    for (let i = 0; i < more.length; i++) this.items.push(more.get(i))
    this.length = this.items.length
  }

  keep(start: number, end: number): void {
    this.items = this.items.slice(start, end)
    this.length = this.items.length
  }

  clear(): void {
    this.items = []
    this.length = 0
  }

  clone(): Tuple {
    return new Tuple([...this.items], this.columnar, this.type)
  }

  byteSize(): number {
    return 16 * this.length
  }
}
