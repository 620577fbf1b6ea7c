import type { ScriptFolders } from '../../runtime/files.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { HANDLE } from '../../values/data-type.ts'
import { SystemObject } from '../../values/forms/system-object.ts'
import type { Value } from '../../values/value.ts'
import { wrongArgument } from '../argument.ts'

const BLOCK = 1 << 16
const LINE_FEED = 10
const CARRIAGE_RETURN = 13

export type FileMode = 'r' | 'r+' | 'w' | 'w+' | 'a' | 'a+'
export const fileModes: readonly string[] = ['r', 'r+', 'w', 'w+', 'a', 'a+']

const decoder = new TextDecoder()

/**
 * What `file(…)` gives: a file and a cursor in it. Reading goes by blocks; what is written is with the system when the
 * call returns, so nothing is lost when a handle is never closed.
 */
export class FileHandle extends SystemObject {
  readonly type = HANDLE
  readonly littleEndian: boolean
  readonly #files: ScriptFolders
  readonly #path: string
  readonly #mode: FileMode
  #position = 0
  // Bytes of the file from #blockStart on. Dropped when something is written.
  #block: Uint8Array = new Uint8Array(0)
  #blockStart = 0
  #closed = false

  constructor(files: ScriptFolders, path: string, mode: FileMode, littleEndian: boolean) {
    super()
    this.#files = files
    this.#path = path
    this.#mode = mode
    this.littleEndian = littleEndian
    const description = files.describe(path)
    if (description?.isFolder) throw new ScriptError(`${path} is a directory.`)
    if (mode.startsWith('r')) {
      if (!description) throw new ScriptError(`Failed to open file [${path}]: there is no such file.`)
    } else if (mode.startsWith('w') || !description) files.create(path)
    if (mode.startsWith('a')) this.#position = this.size()
  }

  describe(): string {
    return `File[${this.#path}]`
  }

  size(): number {
    return this.#files.describe(this.#path)?.bytes ?? 0
  }

  close(): void {
    this.#closed = true
    this.#block = new Uint8Array(0)
  }

  #check(reading: boolean): void {
    if (this.#closed) throw new ScriptError('The file handle is closed.')
    const plus = this.#mode.endsWith('+')
    if (reading ? plus || this.#mode === 'r' : plus || this.#mode !== 'r') return
    throw new ScriptError(
      `The file was opened with mode "${this.#mode}", in which it can't be ${reading ? 'read' : 'written'}.`,
    )
  }

  /** Where the cursor is afterwards. */
  seek(offset: number, from: 'HEAD' | 'CURRENT' | 'TAIL'): number {
    if (this.#closed) throw new ScriptError('The file handle is closed.')
    const base = from === 'HEAD' ? 0 : from === 'TAIL' ? this.size() : this.#position
    const position = base + offset
    if (position < 0) throw new ScriptError(`seek: the position ${position} is before the file's beginning.`)
    this.#position = position
    return position
  }

  // What is known of the file at the cursor; empty at its end.
  #ahead(): Uint8Array {
    const at = this.#position - this.#blockStart
    if (at >= 0 && at < this.#block.length) return this.#block.subarray(at)
    this.#block = this.#files.read(this.#path, this.#position, BLOCK)
    this.#blockStart = this.#position
    return this.#block
  }

  /** Up to `length` bytes, fewer at the end of the file. */
  read(length: number): Uint8Array {
    this.#check(true)
    const bytes = new Uint8Array(length)
    let used = 0
    while (used < length) {
      const ahead = this.#ahead()
      if (ahead.length === 0) break
      const taken = ahead.subarray(0, length - used)
      bytes.set(taken, used)
      used += taken.length
      this.#position += taken.length
    }
    return bytes.subarray(0, used)
  }

  /** The next line without its end, or undefined at the end of the file. */
  readLine(): string | undefined {
    const pieces = this.#readUpTo(LINE_FEED)
    return pieces && lineOf(pieces)
  }

  /** The next text that a zero byte ends, or undefined at the end of the file. */
  readText(): string | undefined {
    const pieces = this.#readUpTo(0)
    return pieces && decoder.decode(Buffer.concat(pieces))
  }

  // What stands before the next such byte, or the end of the file; undefined: nothing stands there.
  #readUpTo(mark: number): Uint8Array[] | undefined {
    this.#check(true)
    const pieces: Uint8Array[] = []
    while (true) {
      const ahead = this.#ahead()
      if (ahead.length === 0) break
      const end = ahead.indexOf(mark)
      const piece = end < 0 ? ahead : ahead.subarray(0, end)
      // The next block takes this one's place.
      pieces.push(end < 0 ? piece.slice() : piece)
      this.#position += end < 0 ? piece.length : end + 1
      if (end >= 0) return pieces
    }
    return pieces.length === 0 ? undefined : pieces
  }

  write(bytes: Uint8Array): void {
    this.#check(false)
    const appends = this.#mode.startsWith('a')
    this.#files.write(this.#path, appends ? 'end' : this.#position, bytes)
    this.#position = appends ? this.size() : this.#position + bytes.length
    this.#block = new Uint8Array(0)
  }
}

function lineOf(pieces: readonly Uint8Array[]): string {
  let line = pieces[0]!
  if (pieces.length > 1) {
    line = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
    let at = 0
    for (const piece of pieces) {
      line.set(piece, at)
      at += piece.length
    }
  }
  return decoder.decode(line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line)
}

/** @throws ScriptError when it is no file. */
export function fileHandle(value: Value | undefined, usage: string): FileHandle {
  if (value instanceof FileHandle) return value
  throw wrongArgument(usage, 'handle', 'a file, as file(name) opens it', value)
}
