// @ts-expect-error the package has no declarations
import untyped from 'lz4js'

/** What we use of lz4js: blocks without a frame. */
interface Lz4 {
  /** Gives the bytes written to `dst`; 0 when nothing repeats. `hashTable`: 65,536 zeros. Only from the start of `src`. */
  compressBlock(src: Uint8Array, dst: Uint8Array, sIndex: 0, sLength: number, hashTable: Uint32Array): number
  /** Gives where in `dst` the block ended. Writes beyond its end are lost. */
  decompressBlock(src: Uint8Array, dst: Uint8Array, sIndex: number, sLength: number, dIndex: number): number
  compressBound(length: number): number
}

export const lz4 = untyped as Lz4
