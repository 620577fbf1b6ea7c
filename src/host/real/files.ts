import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { type FileDescription, FileError, type FileErrorReason, type Files } from '../files.ts'
import { makeFolderNow } from './make-folder.ts'

export interface FileFolders {
  /** Relative paths are taken from here. */
  readonly workingFolder: string
  /** Folders that scripts may use, with all that is in them, and folders that are the node's own: the deepest decides. */
  readonly allowed: readonly string[]
  readonly kept: readonly string[]
}

/** This machine's files, as far as `folders` lets scripts have them. */
export class RealFiles implements Files {
  readonly #folders: FileFolders

  constructor(folders: FileFolders) {
    this.#folders = folders
  }

  resolve(path: string): string {
    if (path === '' || path.includes('\0')) throw new FileError('missing', `"${path}" is no path.`)
    const absolute = withoutLinks(resolve(this.#folders.workingFolder, path))
    const { allowed, kept } = this.#folders
    if (deepest(allowed, absolute) > deepest(kept, absolute)) return absolute
    throw new FileError(
      'forbidden',
      `Scripts can't use ${path}: theirs are the node's working folder, and files and modules in its home folder.`,
    )
  }

  describe(path: string): FileDescription | undefined {
    const real = this.resolve(path)
    return told(path, () => describe(real))
  }

  list(folder: string): FileDescription[] {
    const real = this.resolve(folder)
    return told(folder, () =>
      readdirSync(real)
        .sort()
        .filter(name => this.#mayUse(join(real, name)))
        .flatMap(name => describe(join(real, name)) ?? []),
    )
  }

  #mayUse(path: string): boolean {
    try {
      this.resolve(path)
      return true
    } catch {
      return false
    }
  }

  makeFolder(path: string): void {
    const real = this.resolve(path)
    if (describe(real)) throw new FileError('exists', `The directory [${path}] already exists.`)
    told(path, () => makeFolderNow(real))
  }

  removeFolder(path: string, recursive: boolean, keepRoot: boolean): void {
    const real = this.resolve(path)
    const { allowed, kept } = this.#folders
    const holds = [...(keepRoot ? [] : allowed), ...kept].some(folder =>
      contains(real, withoutLinks(resolve(folder))),
    )
    if (holds) throw new FileError('forbidden', `${path} holds what is the node's own.`)
    told(path, () => {
      if (!statSync(real).isDirectory()) throw new FileError('missing', `${path} is no directory.`)
      if (!recursive) return rmdirSync(real)
      // Links in it are removed, not what they lead to.
      for (const name of readdirSync(real)) rmSync(join(real, name), { recursive: true })
      if (!keepRoot) rmdirSync(real)
    })
  }

  remove(path: string): void {
    const real = this.resolve(path)
    told(path, () => unlinkSync(real))
  }

  create(path: string): void {
    const real = this.resolve(path)
    told(path, () => closeSync(openSync(real, 'w')))
  }

  read(path: string, position: number, length: number): Uint8Array {
    const real = this.resolve(path)
    return told(path, () =>
      opened(real, 'r', descriptor => {
        const bytes = new Uint8Array(length)
        let used = 0
        while (used < length) {
          const read = readSync(descriptor, bytes, used, length - used, position + used)
          if (read === 0) break
          used += read
        }
        return bytes.subarray(0, used)
      }),
    )
  }

  write(path: string, position: number | 'end', bytes: Uint8Array): void {
    const real = this.resolve(path)
    told(path, () =>
      opened(real, position === 'end' ? 'a' : 'r+', descriptor => {
        for (let done = 0; done < bytes.length; ) {
          const at = position === 'end' ? null : position + done
          done += writeSync(descriptor, bytes, done, bytes.length - done, at)
        }
      }),
    )
  }

  sync(path: string): void {
    const real = this.resolve(path)
    told(path, () => {
      syncNow(real)
      if (process.platform !== 'win32') syncNow(dirname(real))
    })
  }
}

function opened<T>(path: string, flags: string, use: (descriptor: number) => T): T {
  const descriptor = openSync(path, flags)
  try {
    return use(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function describe(path: string): FileDescription | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return undefined
  const isFolder = stats.isDirectory()
  return {
    name: basename(path),
    isFolder,
    bytes: isFolder ? 0 : stats.size,
    accessed: Math.floor(stats.atimeMs),
    modified: Math.floor(stats.mtimeMs),
  }
}

// The length of the longest folder that has the path in it; 0 if none has.
const deepest = (folders: readonly string[], path: string) =>
  Math.max(
    0,
    ...folders
      .map(folder => withoutLinks(resolve(folder)))
      .map(each => (contains(each, path) ? each.length : 0)),
  )

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && resolve(way) !== way)
}

// Of a path whose end is missing, the part that is there is followed.
function withoutLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ELOOP') throw new FileError('failed', `${path} is a link that leads to itself.`)
    if (code !== 'ENOENT') throw new FileError('failed', (error as Error).message)
  }
  if (isLink(path)) throw new FileError('missing', `${path} is a link to what isn't there.`)
  const parent = dirname(path)
  return parent === path ? path : join(withoutLinks(parent), basename(path))
}

const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false

const reasons: Readonly<Record<string, readonly [FileErrorReason, string]>> = {
  ENOENT: ['missing', 'there is no such file or folder'],
  ENOTDIR: ['missing', 'a part of its path is no folder'],
  EISDIR: ['failed', 'it is a folder'],
  EEXIST: ['exists', 'it is there already'],
  ENOTEMPTY: ['not empty', 'it is not empty'],
  EACCES: ['forbidden', 'the system refuses access'],
  EPERM: ['forbidden', 'the system refuses access'],
  ENOSPC: ['failed', 'the disk is full'],
}

// Errors of the system become FileErrors.
function told<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof FileError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const [reason, words] = reasons[code ?? ''] ?? (['failed', message] as const)
    throw new FileError(reason, `${path}: ${words}.`)
  }
}

function syncNow(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
