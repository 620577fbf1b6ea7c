/**
 * Files and folders. Paths are absolute or relative to the working folder, with `/` between names.
 *
 * What survives a crash of the machine:
 * - a file's bytes, once `sync` of the file has resolved; bytes written after the last sync may be there in part, in any
 *   order, or not at all;
 * - a file's name (its creation, renaming or removal), once `syncFolder` of its folder has resolved; until then the name
 *   may or may not have changed. A synced file whose name was not synced may be gone;
 * - a folder, once `makeFolder` has resolved.
 * A crash of the process alone loses nothing that was written.
 *
 * Every method rejects with a DiskError.
 */
export interface Disk {
  /** Opens an existing file for reading. */
  open(path: string): Promise<ReadableFile>
  /** Makes a new, empty file. Rejects if the name is taken. */
  create(path: string): Promise<WritableFile>
  /** Names in a folder, sorted. Of a missing folder: none. */
  list(folder: string): Promise<string[]>
  /** Makes a folder and its parents where missing; durable when it resolves. */
  makeFolder(folder: string): Promise<void>
  /** Gives a file another name, replacing any file that has it. Atomic. */
  rename(from: string, to: string): Promise<void>
  /** Removes a file. Whoever has it open can go on reading. */
  remove(path: string): Promise<void>
  /** Removes a folder that is empty. */
  removeFolder(folder: string): Promise<void>
  /** Makes durable which names a folder holds. */
  syncFolder(folder: string): Promise<void>
  /** Bytes in a file; undefined if it is missing. */
  size(path: string): Promise<number | undefined>
  /** Bytes that can still be written in this folder. */
  freeBytes(folder: string): Promise<number>
  /**
   * Claims a folder (made if missing) for this process until `release` or the process's end, however it ends.
   * Rejects with reason `locked` if another holds it, be it this process.
   */
  lockFolder(folder: string): Promise<FolderLock>
}

export interface ReadableFile {
  /** Fills the targets, one after the other, with the bytes from `position` on. Rejects when the file ends before. */
  read(targets: readonly Uint8Array[], position: number): Promise<void>
  close(): Promise<void>
}

export interface WritableFile {
  /** Writes the sources, one after the other, from `position` on. They must not change until it resolves. */
  write(sources: readonly Uint8Array[], position: number): Promise<void>
  /** Makes the bytes (not the name) durable. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface FolderLock {
  release(): Promise<void>
}

export type DiskErrorReason = 'missing' | 'exists' | 'full' | 'denied' | 'locked' | 'short' | 'failed'

/** Why the disk refused. `failed` is whatever has no name of its own: the message tells. */
export class DiskError extends Error {
  readonly reason: DiskErrorReason
  readonly path: string

  constructor(reason: DiskErrorReason, path: string, message: string) {
    super(message)
    this.name = 'DiskError'
    this.reason = reason
    this.path = path
  }
}
