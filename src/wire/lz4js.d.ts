declare module 'lz4js' {
  /** Gives the bytes written to `dst`; 0 when nothing repeats. `hashTable`: 65,536 zeros. Only from the start of `src`. */
  export function compressBlock(
    src: Uint8Array,
    dst: Uint8Array,
    sIndex: 0,
    sLength: number,
    hashTable: Uint32Array,
  ): number
  /** Gives where in `dst` the block ended. Writes beyond its end are lost. */
  export function decompressBlock(
    src: Uint8Array,
    dst: Uint8Array,
    sIndex: number,
    sLength: number,
    dIndex: number,
  ): number
  export function compressBound(length: number): number
}
