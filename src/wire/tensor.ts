import type { ByteWriter } from '../base/byte-writer.ts'
import { LONG, typeOfCode } from '../values/data-type.ts'
import { Tensor } from '../values/forms/tensor.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import { forms } from './forms.ts'
import { WireError } from './wire-error.ts'
import type { Reading, WireReader } from './wire-reader.ts'

const MOST_DIMENSIONS = 10

// The kind of tensor, the device and flags: a plain one in the processor's own memory has none of them.
const KIND_DEVICE_FLAGS = 6

/** Strides are in elements, the last dimension's 1. */
export function writeTensor(out: ByteWriter, { type, shape, data }: Tensor): void {
  out.u8(type.code).u8(forms.tensor).bytes(new Uint8Array(KIND_DEVICE_FLAGS))
  out.i32(shape.length)
  for (const size of shape) out.i64(BigInt(size))
  for (const stride of rowMajor(shape)) out.i64(BigInt(stride))
  out.i64(0n).i64(BigInt(data.length))
  out.bytes(new Uint8Array(data.data.buffer, data.data.byteOffset, data.data.byteLength))
}

/** A tensor of numbers, whatever its strides are. @throws WireError */
export function* readTensor(reader: WireReader, code: number): Reading<Tensor> {
  const type = typeOfCode(code)
  if (!type || type.width === 0 || type.storage === 'symbol')
    throw new WireError(`Tensors of type ${type ?? code} aren't understood.`)
  yield* reader.take(KIND_DEVICE_FLAGS)
  const dimensions = yield* reader.i32()
  if (dimensions < 1 || dimensions > MOST_DIMENSIONS)
    throw new WireError(`A tensor has 1 to ${MOST_DIMENSIONS} dimensions, not ${dimensions}.`)
  const shape = yield* lengths(reader, dimensions)
  const strides = yield* lengths(reader, dimensions)
  yield* reader.take(8) // reserved
  const [count] = (yield* lengths(reader, 1)) as [number]
  reader.checkSize(count, type.width)
  checkShape(shape, strides, count)
  const flat = FixedVector.zeros(type, count)
  yield* reader.fill(new Uint8Array(flat.data.buffer, flat.data.byteOffset, flat.data.byteLength), type.width)
  flat.mayHoldNulls = true
  return new Tensor(flat.gather(places(shape, strides)) as FixedVector, shape)
}

function* lengths(reader: WireReader, n: number): Reading<number[]> {
  const longs = FixedVector.zeros(LONG, n)
  const { data } = longs
  yield* reader.fill(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8)
  return Array.from(data as BigInt64Array, Number)
}

// What a tensor becomes is no larger than what came, and lies within it.
function checkShape(shape: readonly number[], strides: readonly number[], count: number): void {
  const last = shape.reduce((place, size, i) => place + Math.max(0, size - 1) * strides[i]!, 0)
  const elements = elementsOf(shape)
  const isBeyond = elements > count || (elements > 0 && last >= count)
  // Of much of nothing each row would still be shown.
  if (Math.min(...shape, ...strides) < 0 || isBeyond || Math.max(...shape) > Math.max(count, 1))
    throw new WireError(`A tensor of ${shape.join(' × ')} doesn't lie within ${count} elements.`)
}

const elementsOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1)

function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, i) => elementsOf(shape.slice(i + 1)))
}

/** Where the elements lie, in the order in which a tensor has them. */
function places(shape: readonly number[], strides: readonly number[]): Int32Array {
  const found = new Int32Array(elementsOf(shape))
  const steps = rowMajor(shape)
  for (let i = 0; i < found.length; i++) {
    let rest = i
    for (let d = 0; d < shape.length; d++) {
      found[i]! += Math.floor(rest / steps[d]!) * strides[d]!
      rest %= steps[d]!
    }
  }
  return found
}
