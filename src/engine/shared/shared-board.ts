import { ScriptError } from '../../runtime/script-error.ts'
import type { TableKind } from '../../values/forms/table.ts'
import type { SharedColumn } from '../../values/vectors/shared-column.ts'
import type { Service } from '../bridge/bridge-host.ts'

/** A shared table as it passes between threads: columns are memory that all of them see. */
export interface SharedContent {
  readonly names: readonly string[]
  readonly columns: readonly SharedColumn[]
  readonly kind: TableKind
  readonly keyColumns: readonly string[]
  readonly timeColumn: string | null
  readonly columnComments: Readonly<Record<string, string>>
  readonly filterColumn: string | null
}

/** A shared table as workers are told of it: where its words are, who shared it, and whether others must be allowed to use it. */
export interface Listed {
  readonly name: string
  readonly slot: number
  readonly owner: string
  readonly guarded: boolean
}

/** Who wants to know what becomes of a shared table, at once and in order. */
export interface Watcher {
  /** While it watches, the table can't be dropped. */
  readonly holdsTable: boolean
  /** It has a new version. Who made that waits for what this gives. */
  changed(content: SharedContent): Promise<void> | void
  /** The name is nobody's any more, or another table's. */
  gone(): void
}

interface BoardEntry {
  readonly slot: number
  readonly owner: string
  content: SharedContent
  guarded: boolean
  readonly watchers: Set<Watcher>
}

/** As documented: most tables that sessions of a node can share. */
const MOST_SHARED = 65_535

/** Words of shared memory: the version of the list of names, then the lock and the version of each table. */
export const DIRECTORY = 0
export const lockOf = (slot: number) => 1 + 2 * slot
export const versionOf = (slot: number) => 2 + 2 * slot

/**
 * What sessions of all workers share, on the main thread: for each name the newest content of its table. Workers hold
 * copies over the same memory and see by the version words when theirs is old. A table's lock word holds the number of
 * the worker that changes it, or 0; only that one may publish, and a worker that has ended holds none.
 */
export class SharedBoard {
  readonly words = new Int32Array(new SharedArrayBuffer(4 * (1 + 2 * MOST_SHARED)))
  readonly #tables = new Map<string, BoardEntry>()
  readonly #userOf: (job: number) => string
  readonly #free: number[] = []
  #slots = 0

  /** `userOf`: whose job that is. */
  constructor(userOf: (job: number) => string) {
    this.#userOf = userOf
  }

  readonly service: Service = {
    list: () =>
      [...this.#tables].map(([name, { slot, owner, guarded }]): Listed => ({ name, slot, owner, guarded })),
    content: (_job: number, name: string) => {
      const table = this.#tables.get(name)
      return table && { version: this.#version(table.slot), content: table.content }
    },
    share: (job: number, name: string, content: SharedContent) => this.#share(job, name, content),
    publish: (_job: number, name: string, worker: number, content: SharedContent) =>
      this.#publish(name, worker, content),
    drop: (_job: number, name: string) => this.drop(name),
  }

  /** To be called when a worker has ended, however: what it was about to change stays as it was. */
  release(worker: number): void {
    for (const { slot } of this.#tables.values()) {
      if (Atomics.compareExchange(this.words, lockOf(slot), worker, 0) === worker) {
        Atomics.notify(this.words, lockOf(slot))
      }
    }
  }

  /** Who shared a table; undefined: there is none of that name. */
  ownerOf(name: string): string | undefined {
    return this.#tables.get(name)?.owner
  }

  /** The table as it is now; undefined: there is none of that name. */
  contentOf(name: string): SharedContent | undefined {
    return this.#tables.get(name)?.content
  }

  /** Whether only those may use it who are allowed to. */
  isGuarded(name: string): boolean {
    return this.#tables.get(name)?.guarded ?? false
  }

  /** Tells of every version of a table from now on, until the returned function is called or another has its name. */
  watch(name: string, watcher: Watcher): () => void {
    const watchers = this.#tables.get(name)?.watchers
    watchers?.add(watcher)
    return () => watchers?.delete(watcher)
  }

  /** From now on only those who may use a table. */
  guard(name: string): void {
    const table = this.#tables.get(name)
    if (!table || table.guarded) return
    table.guarded = true
    Atomics.add(this.words, DIRECTORY, 1)
  }

  #version(slot: number): number {
    return Atomics.load(this.words, versionOf(slot))
  }

  #share(job: number, name: string, content: SharedContent): { slot: number; version: number } {
    const known = this.#tables.get(name)
    const slot = known?.slot ?? this.#free.pop() ?? this.#slots++
    if (slot >= MOST_SHARED) throw new ScriptError(`No more than ${MOST_SHARED} tables can be shared.`)
    this.#tables.set(name, {
      slot,
      content,
      owner: known?.owner ?? this.#userOf(job),
      guarded: known?.guarded ?? false,
      watchers: new Set(),
    })
    const version = Atomics.add(this.words, versionOf(slot), 1) + 1
    if (!known) Atomics.add(this.words, DIRECTORY, 1)
    else for (const watcher of known.watchers) watcher.gone()
    return { slot, version }
  }

  /** The new version; undefined when the table is gone or isn't this worker's to change. */
  #publish(name: string, worker: number, content: SharedContent): number | Promise<number> | undefined {
    const table = this.#tables.get(name)
    if (!table || Atomics.load(this.words, lockOf(table.slot)) !== worker) return undefined
    table.content = content
    const version = Atomics.add(this.words, versionOf(table.slot), 1) + 1
    const waiting = [...table.watchers].flatMap(watcher => watcher.changed(content) ?? [])
    return waiting.length === 0 ? version : Promise.all(waiting).then(() => version)
  }

  /** Sessions share it no more. False: there is none. @throws ScriptError while it is watched: as documented, subscriptions are ended first. */
  drop(name: string): boolean {
    const table = this.#tables.get(name)
    if (!table) return false
    if ([...table.watchers].some(watcher => watcher.holdsTable)) {
      throw new ScriptError(
        `The stream table ${name} can't be dropped while it is subscribed to: getStreamingStat().pubTables says by whom.`,
      )
    }
    this.#tables.delete(name)
    this.#free.push(table.slot)
    Atomics.add(this.words, DIRECTORY, 1)
    for (const watcher of table.watchers) watcher.gone()
    return true
  }
}
