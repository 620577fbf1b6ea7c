/**
 * Files of users: what scripts read, write and look through by name. The store has a disk of its own (`disk.ts`).
 *
 * All of it is synchronous: it is called by threads that run scripts. Paths are absolute, or relative to the working
 * folder. Whatever a path leads to, through `..` and links too, must lie in a folder that scripts may use.
 * Every method throws a FileError.
 */
export interface Files {
  /** The absolute path, without links. @throws FileError `forbidden` outside the folders that scripts may use. */
  resolve(path: string): string
  /** Undefined if there is nothing. */
  describe(path: string): FileDescription | undefined
  /** What a folder holds, by name; without what is the node's own. */
  list(folder: string): FileDescription[]
  makeFolder(path: string): void
  /** Removes an empty folder, or with `recursive` all that is in it; with `keepRoot` only that. */
  removeFolder(path: string, recursive: boolean, keepRoot: boolean): void
  remove(path: string): void
  /** Makes an empty file, or empties it. */
  create(path: string): void
  /** Up to `length` bytes from `position` on; fewer at the end of the file. */
  read(path: string, position: number, length: number): Uint8Array
  /** Writes at a position, or behind the end of the file, which is made if it is missing. */
  write(path: string, position: number | 'end', bytes: Uint8Array): void
  /** Makes a file durable, and its name. */
  sync(path: string): void
}

export interface FileDescription {
  readonly name: string
  readonly isFolder: boolean
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly accessed: number
  readonly modified: number
}

export type FileErrorReason = 'missing' | 'exists' | 'forbidden' | 'not empty' | 'failed'

/** Why a file can't be had; the message is for people. */
export class FileError extends Error {
  readonly reason: FileErrorReason

  constructor(reason: FileErrorReason, message: string) {
    super(message)
    this.name = 'FileError'
    this.reason = reason
  }
}
