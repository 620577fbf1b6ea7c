import { nullI64 } from '../null.ts'

/**
 * Which of `buckets` a value falls into, as DolphinDB deals rows out to the partitions of a HASH scheme: integers by
 * their unsigned remainder, bytes by MurmurHash2. A null is in none: −1.
 */

const MULTIPLIER = 0x5bd1e995

/** MurmurHash2 with seed 0 of bytes[start] … bytes[end − 1], unsigned. */
export function murmur2(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  let i = start
  for (; i + 4 <= end; i += 4) {
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    hash = mix(hash, word)
  }
  if (i < end) {
    if (end - i === 3) hash ^= bytes[i + 2]! << 16
    if (end - i >= 2) hash ^= bytes[i + 1]! << 8
    hash = Math.imul(hash ^ bytes[i]!, MULTIPLIER)
  }
  return finish(hash)
}

function mix(hash: number, word: number): number {
  const scrambled = Math.imul(word, MULTIPLIER)
  return Math.imul(hash, MULTIPLIER) ^ Math.imul(scrambled ^ (scrambled >>> 24), MULTIPLIER)
}

function finish(hash: number): number {
  const scrambled = Math.imul(hash ^ (hash >>> 13), MULTIPLIER)
  return (scrambled ^ (scrambled >>> 15)) >>> 0
}

/** Buckets of integers of up to 32 bits; `missing` is their null. */
export function bucketsOfNumbers(
  data: Int8Array | Int16Array | Int32Array,
  missing: number,
  buckets: number,
  out: Int32Array,
): void {
  const n = data.length
  for (let i = 0; i < n; i++) {
    const value = data[i]!
    out[i] = value === missing ? -1 : (value >>> 0) % buckets
  }
}

export function bucketsOfLongs(data: BigInt64Array, buckets: number, out: Int32Array): void {
  const n = data.length
  const divisor = BigInt(buckets)
  for (let i = 0; i < n; i++) {
    const value = data[i]!
    out[i] = value === nullI64 ? -1 : Number(BigInt.asUintN(64, value) % divisor)
  }
}

/** Of values of two lanes each, hashed as 16 bytes. */
export function bucketsOfWide(data: BigInt64Array, buckets: number, out: Int32Array): void {
  const n = data.length / 2
  const words = new Int32Array(data.buffer, data.byteOffset, data.length * 2)
  for (let i = 0; i < n; i++) {
    const at = 4 * i
    const first = words[at]!
    const second = words[at + 1]!
    const third = words[at + 2]!
    const fourth = words[at + 3]!
    if ((first | second | third | fourth) === 0) out[i] = -1
    else out[i] = finish(mix(mix(mix(mix(16, first), second), third), fourth)) % buckets
  }
}

/** Of UTF-8 texts: text i is bytes[offsets[i]] … bytes[offsets[i + 1] − 1]. */
export function bucketsOfTexts(
  bytes: Uint8Array,
  offsets: Int32Array,
  buckets: number,
  out: Int32Array,
): void {
  const n = offsets.length - 1
  for (let i = 0; i < n; i++) {
    const start = offsets[i]!
    const end = offsets[i + 1]!
    out[i] = start === end ? -1 : murmur2(bytes, start, end) % buckets
  }
}
