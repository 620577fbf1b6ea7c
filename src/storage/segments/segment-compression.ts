import { constants, zstdCompress, zstdDecompress } from 'node:zlib'

/** Bytes before a buffer of a compressed batch: its length as it was, or −1 if it is stored as it is. */
const LENGTH_PREFIX = 8

export interface StoredBuffer {
  readonly prefix: Uint8Array
  readonly bytes: Uint8Array
  readonly packed: boolean
}

// The fastest level: reading is as fast as of any other.
const params = { [constants.ZSTD_c_compressionLevel]: 1 }
// Smaller ones aren't worth the effort.
const LEAST = 1 << 12
// What compression must save to be worth decompressing.
const WORTHWHILE = 0.9

/** A buffer as a compressed batch holds it: compressed if that is worth it, or `firm`. Works beside the main thread. */
export async function compress(raw: Uint8Array, firm = false): Promise<StoredBuffer> {
  if (raw.length === 0) return { prefix: raw, bytes: raw, packed: false }
  if (raw.length < LEAST && !firm) return { prefix: lengthPrefix(-1), bytes: raw, packed: false }
  const packed = await new Promise<Uint8Array>((resolve, reject) =>
    zstdCompress(raw, { params }, (error, result) => (error ? reject(error) : resolve(result))),
  )
  const small = firm || packed.length < raw.length * WORTHWHILE
  return { prefix: lengthPrefix(small ? raw.length : -1), bytes: small ? packed : raw, packed: small }
}

function lengthPrefix(length: number): Uint8Array {
  const prefix = new Uint8Array(LENGTH_PREFIX)
  new DataView(prefix.buffer).setBigInt64(0, BigInt(length), true)
  return prefix
}

/** Unpacks into `target`, whose length is what comes out. @throws if it isn't what was packed. */
export async function decompress(packed: Uint8Array, target: Uint8Array): Promise<void> {
  const raw = await new Promise<Uint8Array>((resolve, reject) =>
    zstdDecompress(packed, { maxOutputLength: Math.max(1, target.length) }, (error, result) =>
      error ? reject(error) : resolve(result),
    ),
  )
  if (raw.length !== target.length)
    throw new RangeError(`${raw.length} bytes came out instead of ${target.length}`)
  target.set(raw)
}
