import {
  close,
  constants,
  fdatasync,
  fsync,
  mkdir,
  open,
  readdir,
  readv,
  rename,
  rmdir,
  stat,
  statfs,
  unlink,
  writev,
} from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { type Disk, DiskError, type DiskErrorReason, type ReadableFile, type WritableFile } from '../disk.ts'
import { lockFolder } from './folder-lock.ts'
import { missingFolders, wasMade } from './make-folder.ts'

const on = {
  close: promisify(close),
  fdatasync: promisify(fdatasync),
  fsync: promisify(fsync),
  mkdir: promisify(mkdir),
  open: promisify(open),
  readdir: promisify(readdir),
  rename: promisify(rename),
  rmdir: promisify(rmdir),
  stat: promisify(stat),
  statfs: promisify(statfs),
  unlink: promisify(unlink),
}

/** The machine's disks, through node:fs. */
export const realDisk: Disk = {
  open: path => told(path, async () => new RealFile(path, await on.open(path, 'r'))),
  create: path => told(path, async () => new RealFile(path, await on.open(path, 'wx'))),
  list: folder =>
    told(folder, async () => (await on.readdir(folder)).sort()).catch(error => {
      if (error.reason === 'missing') return []
      throw error
    }),
  makeFolder: folder => told(folder, () => makeFolder(folder)),
  rename: (from, to) => told(from, () => on.rename(from, to)),
  remove: path => told(path, () => on.unlink(path)),
  removeFolder: folder => told(folder, () => on.rmdir(folder)),
  syncFolder: folder => told(folder, () => syncFolder(folder)),
  size: path =>
    told(path, async () => (await on.stat(path)).size).catch(error => {
      if (error.reason === 'missing') return undefined
      throw error
    }),
  freeBytes: folder =>
    told(folder, async () => {
      const { bavail, bsize } = await on.statfs(folder)
      return bavail * bsize
    }),
  lockFolder: folder =>
    told(folder, async () => {
      await makeFolder(folder)
      return lockFolder(folder)
    }),
}

// A folder is a file whose content is names; not every system lets it be opened.
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const descriptor = await on.open(folder, constants.O_RDONLY)
  try {
    await on.fsync(descriptor)
  } finally {
    await on.close(descriptor)
  }
}

async function makeFolder(folder: string): Promise<void> {
  for (const each of missingFolders(folder)) {
    await on.mkdir(each).catch(error => {
      if (wasMade(each, error)) return
      const why = `The folder ${folder} can't be made: ${(error as Error).message}.`
      throw new DiskError(reasons[error.code ?? ''] ?? 'failed', folder, why)
    })
    await syncFolder(dirname(each))
  }
}

// The system takes at most 1,024 pieces, and 2 GiB, at a time.
const MOST_PIECES = 1024
const MOST_BYTES = 1 << 30

type Transfer = (
  descriptor: number,
  pieces: Uint8Array[],
  position: number,
  done: (error: NodeJS.ErrnoException | null, bytes: number) => void,
) => void

/** Moves all pieces, however few bytes the system moves at a time. False: it moved none, as at a file's end. */
async function transferAll(
  transfer: Transfer,
  descriptor: number,
  pieces: readonly Uint8Array[],
  position: number,
): Promise<boolean> {
  let at = position
  for (let rest = pieces.filter(piece => piece.length > 0); rest.length > 0; ) {
    const batch = firstOf(rest)
    const moved = await new Promise<number>((resolve, reject) =>
      transfer(descriptor, batch, at, (error, bytes) => (error ? reject(error) : resolve(bytes))),
    )
    if (moved === 0) return false
    at += moved
    rest = without(rest, moved)
  }
  return true
}

function firstOf(pieces: readonly Uint8Array[]): Uint8Array[] {
  let count = 0
  for (let bytes = 0; count < pieces.length && count < MOST_PIECES && bytes < MOST_BYTES; count++) {
    bytes += pieces[count]!.length
  }
  const first = pieces.slice(0, count)
  first[0] = first[0]!.subarray(0, MOST_BYTES)
  return first[0].length < pieces[0]!.length ? first.slice(0, 1) : first
}

function without(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let first = 0
  let left = bytes
  while (first < pieces.length && left >= pieces[first]!.length) left -= pieces[first++]!.length
  const rest = pieces.slice(first)
  if (left > 0) rest[0] = rest[0]!.subarray(left)
  return rest
}

class RealFile implements ReadableFile, WritableFile {
  readonly #path: string
  readonly #descriptor: number

  constructor(path: string, descriptor: number) {
    this.#path = path
    this.#descriptor = descriptor
  }

  async read(targets: readonly Uint8Array[], position: number): Promise<void> {
    const all = await told(this.#path, () => transferAll(readv, this.#descriptor, targets, position))
    if (!all) throw new DiskError('short', this.#path, `${this.#path} ends before what was to be read`)
  }

  async write(sources: readonly Uint8Array[], position: number): Promise<void> {
    await told(this.#path, () => transferAll(writev, this.#descriptor, sources, position))
  }

  sync(): Promise<void> {
    return told(this.#path, () => on.fdatasync(this.#descriptor))
  }

  close(): Promise<void> {
    return told(this.#path, () => on.close(this.#descriptor))
  }
}

const reasons: Readonly<Record<string, DiskErrorReason>> = {
  ENOENT: 'missing',
  // A file stands where a folder would have to be.
  ENOTDIR: 'missing',
  EEXIST: 'exists',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
}

// Errors of the system become DiskErrors.
async function told<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof DiskError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    throw new DiskError(reasons[code ?? ''] ?? 'failed', path, message)
  }
}
