import { crc32 } from 'node:zlib'
import { ByteQueue } from '../../base/byte-queue.ts'
import { type Disk, DiskError, type FolderLock, type WritableFile } from '../../host/disk.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { display } from '../../values/format/format.ts'
import { Table } from '../../values/forms/table.ts'
import { ObjectDecoder } from '../../wire/decode-object.ts'
import { pushedObject } from '../../wire/push.ts'

// A file `data<n>.log` for each time that a table was written to, and for each gigabyte. In it blocks of rows, each
//
//   u32 bytes of the table   u32 CRC-32 of offset and table   i64 offset of the first row   table, as on the wire
//
// What was torn off at a file's end was never told to be written; the next file goes on behind what can be read.

const HEAD = 16
const LARGEST_FILE = 2 ** 30
const LIMITS = { vectorBytes: 2 ** 34, depth: 8 }
const FILE = /^data(\d+)\.log$/

/** The rows of one stream table in a folder of their own, written once and never changed. */
export class StreamLog {
  readonly folder: string
  readonly #disk: Disk
  readonly #lock: FolderLock
  #number: number
  #file: { readonly open: WritableFile; length: number } | null = null

  private constructor(disk: Disk, folder: string, lock: FolderLock, number: number) {
    this.#disk = disk
    this.folder = folder
    this.#lock = lock
    this.#number = number
  }

  /** @throws ScriptError when another node has it. */
  static async open(disk: Disk, folder: string): Promise<StreamLog> {
    try {
      const lock = await disk.lockFolder(folder)
      const files = await filesOf(disk, folder)
      return new StreamLog(disk, folder, lock, (files.at(-1)?.number ?? -1) + 1)
    } catch (error) {
      if (error instanceof DiskError) throw new ScriptError(`${folder}: ${error.message}`)
      throw error
    }
  }

  /** The rows that are there, block by block in their order. */
  async *read(): AsyncGenerator<Table> {
    let rows = 0
    for (const { path } of await filesOf(this.#disk, this.folder)) {
      const size = (await this.#disk.size(path)) ?? 0
      const file = await this.#disk.open(path)
      for (let at = 0; at + HEAD <= size; ) {
        const head = Buffer.alloc(HEAD)
        await file.read([head], at)
        const length = head.readUInt32LE(0)
        if (at + HEAD + length > size) break
        const bytes = Buffer.alloc(length)
        await file.read([bytes], at + HEAD)
        // What is behind a torn block was written in the same breath.
        if (crc32(bytes, crc32(head.subarray(8))) !== head.readUInt32LE(4)) break
        if (Number(head.readBigInt64LE(8)) !== rows) {
          throw new ScriptError(`${path}: rows are missing in front of offset ${head.readBigInt64LE(8)}.`)
        }
        const table = decoded(bytes)
        rows += table.rows
        yield table
        at += HEAD + length
      }
      await file.close()
    }
  }

  /** Adds rows, of which the first has that offset. `sync`: resolves when they survive a crash of the machine. */
  async append(rows: Table, offset: number, sync: boolean): Promise<void> {
    const bytes = pushedObject(rows, display)
    const head = Buffer.alloc(HEAD)
    head.writeUInt32LE(bytes.length, 0)
    head.writeBigInt64LE(BigInt(offset), 8)
    head.writeUInt32LE(crc32(bytes, crc32(head.subarray(8))), 4)
    const file = (this.#file ??= { open: await this.#create(), length: 0 })
    await file.open.write([head, bytes], file.length)
    file.length += HEAD + bytes.length
    if (sync) await file.open.sync()
    if (file.length < LARGEST_FILE) return
    this.#file = null
    await closed(file.open)
  }

  /** Writes no more; what was written is durable. */
  async close(): Promise<void> {
    const file = this.#file
    this.#file = null
    if (file) await closed(file.open)
    await this.#lock.release()
  }

  async #create(): Promise<WritableFile> {
    const file = await this.#disk.create(`${this.folder}/data${this.#number++}.log`)
    await this.#disk.syncFolder(this.folder)
    return file
  }
}

async function closed(file: WritableFile): Promise<void> {
  await file.sync()
  await file.close()
}

function decoded(bytes: Uint8Array): Table {
  const queue = new ByteQueue()
  queue.push(bytes)
  const step = new ObjectDecoder(queue, LIMITS).read().next()
  if (step.done && step.value instanceof Table) return step.value
  throw new ScriptError('A block of a stream table is no table.')
}

async function filesOf(disk: Disk, folder: string): Promise<{ number: number; path: string }[]> {
  const names = await disk.list(folder)
  return names
    .flatMap(name => {
      const match = FILE.exec(name)
      return match ? [{ number: Number(match[1]), path: `${folder}/${name}` }] : []
    })
    .sort((a, b) => a.number - b.number)
}

/** Removes a table's rows from the disk; nobody may have them open. */
export async function removeLog(disk: Disk, folder: string): Promise<void> {
  for (const name of await disk.list(folder)) await disk.remove(`${folder}/${name}`)
  await disk.removeFolder(folder)
}
