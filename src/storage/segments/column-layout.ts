import type { Storage as KernelStorage } from '../../kernels/storage.ts'
import type { DataType } from '../../values/data-type.ts'
import { StorageError } from '../storage-error.ts'
import { unionFields } from './union-fields.ts'

/**
 * How a type's values lie in a segment. `fixed`: one buffer of values; `symbol`: one of codes, and a dictionary; `text`:
 * offsets and bytes; `array`: offsets, then the buffers of the elements; `union`: the buffers of its fields.
 */
export type Layout = 'fixed' | 'symbol' | 'text' | 'array' | 'union'

/** @throws StorageError for types that can't be stored. */
export function layoutOf(type: DataType): Layout {
  switch (type.storage) {
    case 'symbol':
      return 'symbol'
    case 'string':
      return 'text'
    case 'array':
      layoutOf(type.element!)
      return 'array'
    case 'union':
      return 'union'
    case 'none':
    case 'any':
      throw new StorageError('invalid', `A column of type ${type} can't be stored`)
    default:
      return 'fixed'
  }
}

/** How many buffers hold the values; those of validity, which only other readers need, don't count. */
export function bufferCount(type: DataType): number {
  const layout = layoutOf(type)
  if (layout === 'array') return 1 + bufferCount(type.element!)
  if (layout === 'union') return unionFields.reduce((count, [, field]) => count + bufferCount(field), 0)
  return layout === 'text' ? 2 : 1
}

/** What kernels call the storage of a fixed or symbol type. */
export function kernelStorage(type: DataType): KernelStorage {
  const { storage } = type
  if (storage === 'symbol') return 'sym'
  if (storage === 'i128') return type.category === 'DECIMAL' ? 'i128' : 'u128'
  return storage as KernelStorage
}

/** The type that has the dictionary, if there is one: SYMBOL itself, or the elements of SYMBOL[]. */
export function hasDictionary(type: DataType): boolean {
  return (type.element ?? type).storage === 'symbol'
}

/** The bytes of a typed array. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
