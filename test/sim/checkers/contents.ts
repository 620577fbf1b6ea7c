import type { SeenPartition } from '../cluster.ts'
import type { CommitHistory, Committed } from '../commit-history.ts'

/** What a client asked for, under a name that no other has. */
export interface Change {
  readonly name: string
  readonly kind: 'append' | 'replace'
  /** By partition; none: the partition goes. */
  readonly rows: ReadonlyMap<string, readonly number[]>
  /** The commits that a replacement was made from. */
  readonly read?: ReadonlyMap<string, number>
  /** When it was acknowledged; infinity: it wasn't. */
  acknowledged: number
  /** It was said not to have happened. */
  refused: boolean
}

interface Version {
  readonly cid: number
  readonly sid: number
  readonly rows: readonly number[]
}

/**
 * Every read is a snapshot: each partition holds what the transactions up to its commit have made of it, in their order, and
 * there is one moment in the order of completion at which all partitions were like that; not before the last
 * acknowledgement before the read, nor before what another read had shown before.
 */
export class Contents {
  readonly changes = new Map<string, Change>()
  readonly #history: CommitHistory
  readonly #table: string
  readonly #versions = new Map<string, Version[]>()
  #taken = 0
  // Moments that earlier reads have shown.
  readonly #shown: { readonly ended: number; readonly moment: number }[] = []

  constructor(history: CommitHistory, table: string) {
    this.#history = history
    this.#table = table
  }

  /** What a partition holds as of a commit; 0: nothing. */
  at(path: string, cid: number): readonly number[] {
    if (cid === 0) return []
    const version = this.#versionsOf(path).find(each => each.cid === cid)
    if (!version) throw new Error(`No transaction has made the partition ${path} as of commit ${cid}.`)
    return version.rows
  }

  /** A read of these partitions, all as of one moment between `began` and `ended`. */
  read(reader: string, began: number, ended: number, seen: ReadonlyMap<string, SeenPartition>): void {
    const who = `${reader} (${began.toFixed(1)}–${ended.toFixed(1)})`
    for (const [path, { cid, xs }] of seen) {
      const expected = this.at(path, cid)
      if (expected.join() !== xs.join()) {
        throw new Error(`${who} sees ${xs} in ${path} as of commit ${cid}, which holds ${expected}.`)
      }
    }
    const acknowledged = this.#history.committed.filter(
      ({ name }) => (this.changes.get(name)?.acknowledged ?? Number.POSITIVE_INFINITY) < began,
    )
    const before = this.#shown.filter(each => each.ended < began).map(({ moment }) => moment)
    const least = Math.max(0, ...acknowledged.map(({ sid }) => sid), ...before)
    for (let moment = least; moment <= this.#history.committed.length; moment++) {
      if (![...seen].every(([path, partition]) => this.#isShown(path, partition, moment))) continue
      this.#shown.push({ ended, moment })
      return
    }
    const shown = [...seen].map(([path, { cid }]) => `${path}@${cid}`).join(' ')
    throw new Error(`${who} sees ${shown}, which never was so at one moment from ${least} on.`)
  }

  /** At the end: what was acknowledged has happened, once; what was refused has not; nothing was overwritten unread. */
  settle(): void {
    const committed = this.#history.committed.filter(({ table }) => table === this.#table)
    const times = new Map<string, Committed[]>()
    for (const each of committed) times.set(each.name, [...(times.get(each.name) ?? []), each])
    for (const { name, acknowledged, refused } of this.changes.values()) {
      const count = times.get(name)?.length ?? 0
      if (count > 1) throw new Error(`${name} has happened ${count} times.`)
      if (count === 0 && acknowledged < Number.POSITIVE_INFINITY) {
        throw new Error(`${name} was acknowledged and has not happened.`)
      }
      if (count > 0 && refused) throw new Error(`${name} was refused and has happened.`)
    }
    for (const { name, cid } of committed) {
      for (const [path, read] of this.changes.get(name)?.read ?? []) {
        const versions = this.#versionsOf(path)
        const before = versions[versions.findIndex(each => each.cid === cid) - 1]
        const found = before && before.rows.length > 0 ? before.cid : 0
        if (found !== read)
          throw new Error(`${name} was made from ${path}@${read} and replaces ${path}@${found}.`)
      }
    }
  }

  #isShown(path: string, { cid }: SeenPartition, moment: number): boolean {
    const version = this.#versionsOf(path).findLast(({ sid }) => sid <= moment)
    return version && version.rows.length > 0 ? version.cid === cid : cid === 0
  }

  #versionsOf(path: string): readonly Version[] {
    const { committed } = this.#history
    for (; this.#taken < committed.length; this.#taken++) this.#take(committed[this.#taken]!)
    return this.#versions.get(path) ?? []
  }

  #take({ name, table, paths, cid, sid }: Committed): void {
    if (table !== this.#table) return
    const change = this.changes.get(name)
    if (!change) throw new Error(`Nobody has asked for ${name}.`)
    for (const path of paths) {
      const versions = this.#versions.get(path) ?? []
      const before = change.kind === 'append' ? (versions.at(-1)?.rows ?? []) : []
      const rows = [...before, ...(change.rows.get(path) ?? [])]
      this.#versions.set(path, [...versions, { cid, sid, rows }])
    }
  }
}
