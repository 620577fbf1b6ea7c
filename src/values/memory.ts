import { collectAll, sharedBytes } from '../base/shared-memory.ts'
import type { Storage } from './data-type.ts'
import { ValueError } from './value-error.ts'

export type TypedArray = Int8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array

const constructors = {
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  i64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
  i128: BigInt64Array,
  f64x2: Float64Array,
  symbol: Int32Array,
} as const

export type FixedStorage = keyof typeof constructors

type ArrayOf<S extends FixedStorage> = InstanceType<(typeof constructors)[S]>

interface ArrayConstructorOf<S extends FixedStorage> {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: SharedArrayBuffer, start: number, length: number): ArrayOf<S>
}

/** Array elements per value: 2 where a value has two lanes. */
export const lanesOf = (storage: Storage) => (storage === 'i128' || storage === 'f64x2' ? 2 : 1)

// Small columns are carved out of a slab, since a SharedArrayBuffer of its own costs microseconds.
const SLAB_BYTES = 1 << 18
const LARGEST_CARVED = 1 << 12
let slab = new SharedArrayBuffer(SLAB_BYTES)
let carved = 0

// Columns from here on are asked for only while the machine has room for them.
const LARGE_BYTES = 1 << 24
let bytesLeft: () => number = () => Number.POSITIVE_INFINITY

// Rows are numbered by INTs.
const MOST_ELEMENTS = 2 ** 31 - 1

/** Tells how many bytes large columns may still take. To be set once, by whoever starts the thread. */
export function limitMemory(left: () => number): void {
  bytesLeft = left
}

/** @throws ValueError when there is no room for so many bytes: a script must fail then, not the process. */
function reserve(bytes: number): void {
  if (bytes < LARGE_BYTES) return
  if (bytes <= bytesLeft()) return
  // Dead columns may be all that stands in the way.
  collectAll()
  const left = bytesLeft()
  if (bytes <= left) return
  const mib = (n: number) => Math.round(n / 2 ** 20)
  throw new ValueError(
    `Out of memory: ${mib(bytes)} MiB are needed where ${mib(Math.max(0, left))} MiB are left.`,
  )
}

/**
 * Memory for `length` values, zeroed. All column memory comes from here: always over shared memory, so that
 * loops see one kind of array and columns pass between threads by reference.
 * @throws ValueError when there are too many, or no room, or for a type whose values have no place in an array.
 */
export function allocate<S extends FixedStorage>(storage: S, length: number): ArrayOf<S> {
  const Elements = constructors[storage] as unknown as ArrayConstructorOf<S> | undefined
  if (!Elements) throw new ValueError('Values of this type make no column: tuples hold them')
  // Anything else would be carved out of what others have.
  if (!(Number.isInteger(length) && length >= 0 && length <= MOST_ELEMENTS))
    throw new ValueError(`A vector has 0 to ${MOST_ELEMENTS} elements, not ${length}.`)
  const elements = length * lanesOf(storage)
  const bytes = elements * Elements.BYTES_PER_ELEMENT
  if (bytes > LARGEST_CARVED) {
    reserve(bytes)
    return new Elements(sharedBytes(bytes), 0, elements)
  }
  const start = (carved + 7) & ~7
  if (start + bytes > SLAB_BYTES) {
    slab = new SharedArrayBuffer(SLAB_BYTES)
    carved = bytes
    return new Elements(slab, 0, elements)
  }
  carved = start + bytes
  return new Elements(slab, start, elements)
}

/** UTF-8 bytes of a string column. */
export function allocateBytes(length: number): Uint8Array {
  return new Uint8Array(sharedBytes(length))
}

/** A copy of `source` with room for `capacity` elements (lanes counted). */
export function reallocate<A extends TypedArray>(source: A, storage: FixedStorage, capacity: number): A {
  const target = allocate(storage, Math.ceil(capacity / lanesOf(storage))) as unknown as A
  target.set(source as never)
  return target
}
