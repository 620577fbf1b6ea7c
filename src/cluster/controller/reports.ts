import type { Command, Findings } from './command.ts'
import type { LeftBehind, Metadata } from './metadata.ts'
import type { Needless, Report, ReportWish } from './request.ts'

export interface ReportWorld {
  readonly state: () => Metadata
  readonly propose: (command: Command) => Promise<unknown>
  /** Of a node's process that was heard of last. */
  readonly incarnation: (alias: string) => string | undefined
}

interface Wanted {
  /** Whose report of everything was taken; null: nobody's yet. */
  incarnation: string | null
  readonly chunks: Set<string>
  readonly tables: Set<number>
}

// More than that, and everything is asked for.
const MOST_WANTED = 10_000
// What is asked for at once.
const MOST_ASKED = 1000

/**
 * What nodes really hold, compared with what is known of them: everything once since this member leads and the node's process
 * runs, then what may be left behind there, and what was in motion when it was looked at.
 */
export class Reports {
  readonly #world: ReportWorld
  readonly #wanted = new Map<string, Wanted>()

  constructor(world: ReportWorld) {
    this.#world = world
  }

  /** A new leader wants to hear everything. */
  clear(): void {
    this.#wanted.clear()
  }

  wish(alias: string, incarnation: string): ReportWish {
    const wanted = this.#wanted.get(alias)
    if (wanted?.incarnation !== incarnation) return 'all'
    return { chunks: [...wanted.chunks].slice(0, MOST_ASKED), tables: [...wanted.tables] }
  }

  leftBehind(what: LeftBehind): void {
    const wanted = this.#wanted.get(what.node)
    if (!wanted) return
    if ('table' in what) wanted.tables.add(what.table)
    else wanted.chunks.add(what.chunk)
    if (wanted.chunks.size > MOST_WANTED) this.#wanted.delete(what.node)
  }

  /** Asks a node anew, with its next heartbeat: of some chunks, or (null) of everything. */
  trigger(node: string, chunks: readonly string[] | null): void {
    if (chunks === null) this.#wanted.delete(node)
    else for (const id of chunks) this.#wanted.get(node)?.chunks.add(id)
  }

  /** Gives what has no place on the node. */
  async take(report: Report, alias: string): Promise<Needless> {
    const { of, incarnation } = report
    if (this.#world.incarnation(alias) !== incarnation) return { chunks: [], tables: [] }
    // What is left behind from now on is wanted again.
    if (of === 'all') this.#wanted.set(alias, { incarnation: null, chunks: new Set(), tables: new Set() })
    const wanted = this.#wanted.get(alias)
    if (of !== 'all') {
      for (const id of of.chunks) wanted?.chunks.delete(id)
      for (const id of of.tables) wanted?.tables.delete(id)
    }
    try {
      const { needless, again } = await this.#compare(report, alias)
      if (of === 'all') await this.#acknowledge(report, alias)
      const { tables: known } = this.#world.state()
      const tables = report.tables.filter(id => !known.has(id))
      // What has no place there is asked for until it is gone.
      for (const id of [...again, ...needless]) wanted?.chunks.add(id)
      for (const id of tables) wanted?.tables.add(id)
      if (of === 'all') wanted!.incarnation = incarnation
      return { chunks: needless, tables }
    } catch (error) {
      if (of !== 'all') {
        for (const id of of.chunks) wanted?.chunks.add(id)
        for (const id of of.tables) wanted?.tables.add(id)
      }
      throw error
    }
  }

  // What a node doesn't hold prepared it has published, or lost.
  async #acknowledge({ asOf, underWay }: Report, node: string): Promise<void> {
    const tids = [...this.#world.state().transactions.values()]
      .filter(({ waiting, cid }) => waiting.includes(node) && cid <= asOf.cid)
      .filter(({ tid }) => !underWay.includes(tid))
      .map(({ tid }) => tid)
    if (tids.length > 0) await this.#world.propose({ is: 'acknowledge', node, tids })
  }

  async #compare({ of, asOf, held, unsure }: Report, alias: string): Promise<Findings> {
    const state = this.#world.state()
    const real = new Map(held.map(({ chunk, cid }) => [chunk, cid]))
    const doubtful = new Set(unsure)
    const wrong: { chunk: string; cid: number | null; corrupted: boolean }[] = []
    const replicaOf = (id: string) => state.chunks.get(id)?.replicas.find(({ node }) => node === alias)
    for (const [chunk, cid] of real) {
      if (replicaOf(chunk)?.cid !== cid) wrong.push({ chunk, cid, corrupted: false })
    }
    for (const chunk of of === 'all' ? state.chunks.keys() : of.chunks) {
      if (real.has(chunk) || doubtful.has(chunk) || (replicaOf(chunk)?.cid ?? 0) === 0) continue
      wrong.push({ chunk, cid: null, corrupted: false })
    }
    if (wrong.length === 0) return { needless: [], again: unsure }
    const findings = (await this.#world.propose({
      is: 'replicas',
      node: alias,
      asOf,
      held: wrong,
    })) as Findings
    return { needless: findings.needless, again: [...unsure, ...findings.again] }
  }
}
