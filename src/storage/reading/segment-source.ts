import type { OpenFiles } from '../segments/open-files.ts'
import { StorageError } from '../storage-error.ts'

/** Where a segment's bytes come from. */
export interface SegmentSource {
  /** For people: the file's path. */
  readonly name: string
  /** Fills the targets with what lies at `position`. @throws StorageError `damaged` when the bytes aren't there. */
  read(targets: readonly Uint8Array[], position: number): Promise<void>
}

/** A file. */
export class FileSource implements SegmentSource {
  readonly name: string
  readonly #files: OpenFiles

  constructor(files: OpenFiles, path: string) {
    this.name = path
    this.#files = files
  }

  async read(targets: readonly Uint8Array[], position: number): Promise<void> {
    try {
      await this.#files.read(this.name, targets, position)
    } catch (error) {
      const { reason, message } = error as { reason?: string; message: string }
      if (reason === 'missing' || reason === 'short') throw damaged(this.name, message)
      throw error
    }
  }
}

/** Bytes in memory. */
export class MemorySource implements SegmentSource {
  readonly name: string
  readonly #bytes: Uint8Array

  constructor(name: string, bytes: Uint8Array) {
    this.name = name
    this.#bytes = bytes
  }

  async read(targets: readonly Uint8Array[], position: number): Promise<void> {
    let at = position
    for (const target of targets) {
      if (at + target.length > this.#bytes.length) throw damaged(this.name, 'It ends early.')
      target.set(this.#bytes.subarray(at, at + target.length))
      at += target.length
    }
  }
}

export function damaged(name: string, why: string): StorageError {
  return new StorageError('damaged', `The segment ${name} is damaged and is not read: ${why}`)
}
