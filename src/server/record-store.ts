import { DiskError, type FolderLock } from '../host/disk.ts'
import type { Host } from '../host/host.ts'
import type { KeyValueStore } from '../host/kv.ts'
import { ScriptError } from '../runtime/script-error.ts'

/** A record as it is from now on; null: it is gone. */
export interface RecordChange {
  readonly kind: string
  readonly name: string
  readonly record: unknown
}

/**
 * Small records by kind and name, kept over restarts: users, groups, function views, catalogs, scheduled jobs. Records are
 * what JSON can hold. One process at a time has it open.
 */
export class RecordStore {
  readonly #kv: KeyValueStore
  readonly #lock: FolderLock

  private constructor(kv: KeyValueStore, lock: FolderLock) {
    this.#kv = kv
    this.#lock = lock
  }

  /** @throws ScriptError when another process has it. */
  static async open(host: Host, folder: string): Promise<RecordStore> {
    const lock = await host.disk.lockFolder(folder).catch(error => {
      if (!(error instanceof DiskError) || error.reason !== 'locked') throw error
      throw new ScriptError(`${folder} is in use by another process: is a node running there?`)
    })
    return new RecordStore(await host.kv.open(`${folder}/kv`), lock)
  }

  /** All records of a kind by name. */
  all<T>(kind: string): Map<string, T> {
    const found = new Map<string, T>()
    for (const { key, value } of this.#kv.range(`${kind}/`, `${kind}0`)) {
      found.set(decodeURIComponent(key.slice(kind.length + 1)), JSON.parse(decoder.decode(value)) as T)
    }
    return found
  }

  /** Makes all changes or none; durable when it resolves. */
  commit(changes: readonly RecordChange[]): Promise<void> {
    return this.#kv.commit(
      changes.map(({ kind, name, record }) => ({
        key: `${kind}/${encodeURIComponent(name)}`,
        value: record === null ? undefined : encoder.encode(JSON.stringify(record)),
      })),
    )
  }

  async close(): Promise<void> {
    await this.#kv.close()
    await this.#lock.release()
  }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
