import type { DataType } from '../../values/data-type.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { StorageError } from '../storage-error.ts'
import { keysOf } from './key.ts'
import type { PartitionLevel } from './level.ts'
import { KeyIndex } from './value.ts'

/** Partition i holds the values of list i. */
export class ListLevel implements PartitionLevel {
  readonly kind = 'LIST'
  readonly type: DataType
  readonly lists: readonly (readonly (number | string)[])[]
  readonly #index: KeyIndex

  constructor(type: DataType, lists: readonly (readonly (number | string)[])[]) {
    this.type = type
    this.lists = lists
    const owners = lists.flatMap((list, i) => list.map(() => i))
    const all = lists.flat()
    if (new Set(all).size < all.length) {
      throw new StorageError('invalid', 'A value occurs more than once in the LIST partition scheme')
    }
    this.#index = new KeyIndex(all, i => owners[i]!)
  }

  get count(): number {
    return this.lists.length
  }

  codes(column: Vector): Int32Array {
    return this.#index.find(keysOf(column, this.type))
  }

  name(code: number): string {
    return `List${code}`
  }
}
