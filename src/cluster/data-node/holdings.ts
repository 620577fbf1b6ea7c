import type { Log } from '../../host/log.ts'
import type { Store } from '../../storage/store.ts'
import type { Viewpoint } from '../controller/command.ts'
import type { Needless, ReportWish } from '../controller/request.ts'
import type { Arrivals } from './arrivals.ts'
import type { ControllerClient } from './controller-client.ts'
import type { Participants } from './participants.ts'

export interface HoldingsWorld {
  readonly store: Store
  readonly controllers: ControllerClient
  readonly participants: Participants
  readonly arrivals: Arrivals
  readonly log: Log
  readonly incarnation: () => string
}

// Below the numbers of the controllers' transactions and of recoveries.
const REMOVAL = -Number.MAX_SAFE_INTEGER

/** What this node really holds, as the controllers hear of it; what has no place here is removed. */
export class Holdings {
  readonly #world: HoldingsWorld

  constructor(world: HoldingsWorld) {
    this.#world = world
  }

  /** Tells what was asked for, and what has come since. `asOf`: how far the controllers were at some time before now. */
  async report(wish: ReportWish, asOf: Viewpoint): Promise<void> {
    const landed = this.#world.arrivals.takeLanded()
    const of = wish === 'all' ? wish : { ...wish, chunks: [...new Set([...wish.chunks, ...landed])] }
    if (of !== 'all' && of.chunks.length + of.tables.length === 0) return
    const { store, controllers, participants, arrivals, incarnation } = this.#world
    await participants.resolve()
    const arriving = arrivals.watch()
    try {
      const wanted = of === 'all' ? null : new Set(of.chunks)
      const held = store.held().filter(({ id }) => wanted?.has(id) ?? true)
      const writing = new Set([...participants.writing, ...arrivals.underWay])
      const unsure = [...writing].filter(id => wanted?.has(id) ?? true)
      const tables = store.tableIds.filter(id => of === 'all' || of.tables.includes(id))
      const needless = (await controllers.ask({
        is: 'report',
        incarnation: incarnation(),
        of,
        asOf,
        held: held.filter(({ id }) => !writing.has(id)).map(({ id, cid }) => ({ chunk: id, cid })),
        unsure,
        underWay: participants.underWay,
        tables,
      })) as Needless
      for (const table of needless.tables) await this.#drop(table)
      const gone = new Set(needless.chunks)
      for (const chunk of held) {
        if (gone.has(chunk.id) && !arriving.seen.has(chunk.id)) await this.#remove(chunk, asOf)
      }
    } finally {
      arriving.end()
    }
  }

  async #remove(
    { id, database, tableName, path }: ReturnType<Store['held']>[number],
    { cid }: Viewpoint,
  ): Promise<void> {
    const { store } = this.#world
    const transaction = store.begin(REMOVAL)
    try {
      if (store.heldChunk(database, tableName, path)?.id !== id) return
      transaction.remove(database, tableName, path)
      // Whoever reads it here has looked before the controllers took it from this node, at a moment of its own.
      await transaction.commit(cid)
    } catch (error) {
      this.#warn(`The needless chunk ${id}`, error as Error)
    } finally {
      await transaction.rollback()
    }
  }

  async #drop(id: number): Promise<void> {
    const { store } = this.#world
    try {
      await store.definitions.forgetTable(id)
    } catch (error) {
      this.#warn(`The needless table ${id}`, error as Error)
    }
  }

  #warn(what: string, error: Error): void {
    this.#world.log.write('warning', `${what} was not removed: ${error.message}`)
  }
}
