import type { DataType } from '../data-type.ts'
import type { Raw } from '../null.ts'
import type { Value } from '../value.ts'
import { keyOf } from './set.ts'

/**
 * Keys of one type to values. `valueType` ANY takes anything; otherwise values are scalars of that type.
 * Both kinds keep the order of insertion; only an ordered one promises it.
 */
export class Dictionary {
  readonly keyType: DataType
  valueType: DataType
  readonly ordered: boolean
  readonly entries: Map<number | bigint | string | null, { readonly key: Raw; value: Value }> = new Map()
  aliased = false

  constructor(keyType: DataType, valueType: DataType, ordered = false) {
    this.keyType = keyType
    this.valueType = valueType
    this.ordered = ordered
  }

  get form(): 'dictionary' {
    return 'dictionary'
  }

  get type(): DataType {
    return this.valueType
  }

  get size(): number {
    return this.entries.size
  }

  get(key: Raw): Value | undefined {
    return this.entries.get(keyOf(key))?.value
  }

  /** `value` has the value type already. */
  set(key: Raw, value: Value): void {
    const id = keyOf(key)
    const entry = this.entries.get(id)
    if (entry) entry.value = value
    else this.entries.set(id, { key, value })
  }

  delete(key: Raw): void {
    this.entries.delete(keyOf(key))
  }

  /** A copy of the mapping; the values themselves are shared. */
  clone(): Dictionary {
    const copy = new Dictionary(this.keyType, this.valueType, this.ordered)
    for (const { key, value } of this.entries.values()) copy.set(key, value)
    return copy
  }
}
