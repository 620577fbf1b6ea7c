import type { Database, RootDatabase } from 'lmdb'
import type { KeyValue, KeyValueChange, KeyValueStore, KeyValueStores } from '../kv.ts'

const LONGEST_KEY = 1000

/** Stores on LMDB, whose package is loaded with the first of them. */
export const realKeyValueStores: KeyValueStores = {
  async open(folder) {
    const { open } = await import('lmdb')
    // Each commit is flushed before it resolves: with overlapping syncs a commit can be seen before it is durable.
    const root = open<Buffer, string>({
      path: folder,
      noSubdir: false,
      overlappingSync: false,
      encoding: 'binary',
      keyEncoder: asciiKeys,
    })
    return new LmdbStore(root)
  },
}

// Keys as their own bytes; the default encoding keeps an order of types that nobody needs here.
const asciiKeys = {
  writeKey(key: string, target: Buffer, start: number): number {
    return start + target.write(key, start, 'latin1')
  },
  readKey(source: Buffer, start: number, end: number): string {
    return source.toString('latin1', start, end)
  },
}

class LmdbStore implements KeyValueStore {
  readonly #database: RootDatabase<Buffer, string>
  #last: Promise<void> = Promise.resolve()

  constructor(database: RootDatabase<Buffer, string>) {
    this.#database = database
  }

  get(key: string): Uint8Array | undefined {
    return this.#database.getBinary(key)
  }

  *range(start: string, end: string): Iterable<KeyValue> {
    for (const { key, value } of this.#database.getRange({ start, end, snapshot: false })) {
      yield { key, value }
    }
  }

  *keys(start: string, end: string): Iterable<string> {
    for (const key of this.#database.getKeys({ start, end, snapshot: false })) yield key
  }

  commit(changes: readonly KeyValueChange[]): Promise<void> {
    const written = write(this.#database, changes)
    const ordered = this.#last.then(() => written)
    // A failure is told to whoever made that commit, not to the next.
    this.#last = ordered.catch(() => {})
    return ordered
  }

  async close(): Promise<void> {
    await this.#last
    await this.#database.close()
  }
}

async function write(database: Database<Buffer, string>, changes: readonly KeyValueChange[]): Promise<void> {
  for (const { key } of changes) {
    if (key.length > LONGEST_KEY) throw new RangeError(`The key ${key.slice(0, 40)}… is too long`)
  }
  await database.batch(() => {
    for (const { key, value } of changes) {
      if (value === undefined) database.remove(key)
      else database.put(key, Buffer.from(value.buffer, value.byteOffset, value.byteLength))
    }
  })
}
