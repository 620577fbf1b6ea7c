import { crc32 } from 'node:zlib'
import type { DataType } from '../../values/data-type.ts'
import { damaged } from '../reading/segment-source.ts'
import type { Segment } from './segment.ts'

/**
 * Reads all of a segment and compares it with its checksums. `pace` is told how many bytes were read, and waited for. @throws StorageError
 * `damaged`, naming it.
 */
export async function checkSegment(
  segment: Segment,
  typeOf: (id: number) => DataType | undefined,
  pace: (bytes: number) => Promise<void> = async () => {},
): Promise<void> {
  const index = await segment.index(typeOf)
  for (const { offset, stored, crc } of index.places(typeOf)) {
    if (stored === 0) continue
    const bytes = new Uint8Array(stored)
    await segment.source.read([bytes], offset)
    if (crc32(bytes) !== crc) {
      throw damaged(
        segment.source.name,
        `its bytes ${offset} to ${offset + stored} are not what was written.`,
      )
    }
    await pace(stored)
  }
}
