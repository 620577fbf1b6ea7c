import type { Log } from '../../host/log.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { Store } from '../../storage/store.ts'
import type { Transaction } from '../../storage/transaction.ts'
import type { Outcome } from '../../txn/outcome.ts'
import { Participant, type ParticipantEffect, type ParticipantEvent } from '../../txn/participant.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { ControllerClient } from './controller-client.ts'
import type { Stage, StageRequest } from './data-request.ts'
import { rowsFromBytes } from './rows-message.ts'
import type { TableDefinitions } from './table-definitions.ts'

interface Entry {
  readonly machine: Participant
  readonly transaction: Transaction
  /** What was brought, by number: what comes twice is the same. */
  readonly brought: Map<number, Promise<void>>
  /** Who waits to hear that it is prepared, published or rolled back. */
  waiting: { resolve: () => void; reject: (error: Error) => void }[]
}

// Transactions that are over here and of which messages may still be on their way.
const REMEMBERED = 10_000

/** A stage, with its rows as columns where they come from this very node. */
export type LocalStage = Stage & { readonly columns?: readonly Vector[] }
export type LocalStageRequest = StageRequest & { readonly stages: readonly LocalStage[] }

const newEntry = (machine: Participant, transaction: Transaction): Entry => ({
  machine,
  transaction,
  brought: new Map(),
  waiting: [],
})

const over = (tid: number) => new StorageError('conflict', `Transaction ${tid} is over here`)

/** The transactions that write chunks of this node: does what their machines want done. */
export class Participants {
  readonly #store: Store
  readonly #definitions: TableDefinitions
  readonly #controllers: ControllerClient
  readonly #log: Log
  readonly #entries = new Map<number, Entry>()
  #published: number[] = []
  // With whether they were published.
  readonly #over = new Map<number, boolean>()

  constructor(store: Store, definitions: TableDefinitions, controllers: ControllerClient, log: Log) {
    this.#store = store
    this.#definitions = definitions
    this.#controllers = controllers
    this.#log = log
    for (const tid of store.preparedIds) {
      const transaction = store.prepared(tid)!
      this.#entries.set(tid, newEntry(new Participant('prepared'), transaction))
    }
  }

  /** Transactions that wait for an outcome which only the controllers know. */
  get inDoubt(): number[] {
    return [...this.#entries].filter(([, { machine }]) => machine.inDoubt).map(([tid]) => tid)
  }

  /** Transactions that have neither ended here nor been given up. */
  get underWay(): number[] {
    return [...this.#entries.keys()]
  }

  /** Chunks that transactions here are about to change. */
  get writing(): string[] {
    return [...this.#entries.values()].flatMap(({ transaction }) =>
      transaction.changes.map(({ id, chunk }) => id ?? chunk.id),
    )
  }

  /** Those that were published since `forget`. */
  get published(): readonly number[] {
    return this.#published
  }

  forget(tids: readonly number[]): void {
    this.#published = this.#published.filter(tid => !tids.includes(tid))
  }

  /** Writes rows, and makes everything durable if that is all. @throws StorageError */
  async stage(request: LocalStageRequest): Promise<void> {
    const entry = this.#entry(request.tid)
    let brought = entry.brought.get(request.number)
    if (!brought) {
      brought = this.#stage(entry, request)
      entry.brought.set(request.number, brought)
    }
    return brought
  }

  async #stage(entry: Entry, { tid, table, version, stages, prepare }: LocalStageRequest): Promise<void> {
    if (entry.machine.phase !== 'staging') throw over(tid)
    await this.#step(tid, entry, { is: 'stage' })
    try {
      await this.#definitions.ensure(table, version)
      for (const stage of stages) await this.#write(entry.transaction, table, stage)
    } catch (error) {
      await this.#step(tid, entry, { is: 'failed', reason: (error as Error).message })
      if (!prepare) throw error
      return this.#answered(tid, entry, { is: 'prepare' })
    }
    await this.#step(tid, entry, { is: 'staged' })
    if (prepare) await this.#answered(tid, entry, { is: 'prepare' })
  }

  /** It was committed: resolves when that is on the disk, or can't be for now and is tried again by a tick. */
  publish(tid: number, cid: number): Promise<void> {
    return this.#decided(tid, { is: 'COMMITTED', cid })
  }

  /** It was undone. */
  rollback(tid: number): Promise<void> {
    return this.#decided(tid, { is: 'ROLLBACK' })
  }

  async #decided(tid: number, outcome: Outcome): Promise<void> {
    const entry = this.#entries.get(tid)
    if (entry) await this.#step(tid, entry, { is: 'outcome', outcome })
    // What of it comes late is not begun any more.
    else this.#end(tid, this.#over.get(tid) ?? false)
  }

  /** Some time passed. */
  async tick(): Promise<void> {
    for (const [tid, entry] of [...this.#entries]) await this.#step(tid, entry, { is: 'tick' })
  }

  /** Asks what became of everything that is in doubt, at once, and waits for what is known to be written. */
  async resolve(): Promise<void> {
    await Promise.all(
      [...this.#entries].map(async ([tid, entry]) => {
        if (entry.machine.inDoubt) await this.#ask(tid)
        if (entry.machine.isEnding)
          await new Promise<void>(resolve => entry.waiting.push({ resolve, reject: () => resolve() }))
      }),
    )
  }

  #entry(tid: number): Entry {
    let entry = this.#entries.get(tid)
    if (!entry) {
      if (this.#over.has(tid)) throw over(tid)
      entry = newEntry(new Participant(), this.#store.begin(tid))
      this.#entries.set(tid, entry)
    }
    return entry
  }

  #end(tid: number, published: boolean): void {
    this.#entries.delete(tid)
    this.#over.set(tid, published)
    if (this.#over.size > REMEMBERED) this.#over.delete(this.#over.keys().next().value!)
  }

  async #write(transaction: Transaction, table: number, stage: LocalStage): Promise<void> {
    await this.#checkBase(table, stage)
    const { database, name } = this.#definitions.current(table)
    transaction.identify(database, name, stage.path, stage.chunk)
    if (stage.kind === 'remove') return transaction.remove(database, name, stage.path)
    const columns = stage.columns ?? rowsFromBytes(stage.rows!).columns
    if (stage.kind === 'replace') await transaction.replace(database, name, stage.path, columns)
    else await transaction.append(database, name, stage.path, columns)
  }

  // Rows can only follow those that every replica has.
  async #checkBase(table: number, { path, chunk, base }: Stage): Promise<void> {
    const held = () => {
      const { database, name } = this.#definitions.current(table)
      const found = this.#store.heldChunk(database, name, path)
      return found?.id === chunk ? found.cid : 0
    }
    const { database, name } = this.#definitions.current(table)
    const lockedBy = this.#store.lockOf(database, name, path)
    const before = lockedBy === null ? undefined : this.#entries.get(lockedBy)?.machine
    // What is missing may be what an earlier transaction is to publish, or about to.
    if (held() !== base || before?.inDoubt || before?.isEnding) await this.resolve()
    if (held() === base) return
    throw new StorageError('conflict', `The replica here of ${chunk} is at commit ${held()}, not ${base}`)
  }

  // Steps the machine, and waits for its next answer.
  #answered(tid: number, entry: Entry, event: ParticipantEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      entry.waiting.push({ resolve, reject })
      this.#step(tid, entry, event).catch(reject)
    })
  }

  async #step(tid: number, entry: Entry, event: ParticipantEvent): Promise<void> {
    const effects = entry.machine.step(event)
    if (entry.machine.phase === 'ended')
      this.#end(tid, event.is === 'published' || this.#over.get(tid) === true)
    for (const effect of effects) await this.#perform(tid, entry, effect)
  }

  async #perform(tid: number, entry: Entry, effect: ParticipantEffect): Promise<void> {
    switch (effect.is) {
      case 'prepare':
        return this.#disk(tid, entry, () => entry.transaction.prepare(), { is: 'prepared' })
      case 'publish':
        return this.#disk(tid, entry, () => this.#commit(tid, entry, effect.cid), { is: 'published' })
      case 'rollback':
        return this.#disk(tid, entry, () => entry.transaction.rollback(), { is: 'rolledBack' })
      case 'ask':
        return this.#ask(tid)
      case 'answer':
        for (const { resolve } of entry.waiting.splice(0)) resolve()
        return
      case 'refuse': {
        const error = new StorageError('conflict', effect.reason)
        for (const { reject } of entry.waiting.splice(0)) reject(error)
        return
      }
    }
  }

  async #commit(tid: number, { transaction }: Entry, cid: number): Promise<void> {
    await transaction.commit(cid)
    this.#published.push(tid)
  }

  async #disk(tid: number, entry: Entry, action: () => Promise<void>, done: ParticipantEvent): Promise<void> {
    try {
      await action()
    } catch (error) {
      return this.#step(tid, entry, { is: 'failed', reason: (error as Error).message })
    }
    return this.#step(tid, entry, done)
  }

  async #ask(tid: number): Promise<void> {
    const entry = this.#entries.get(tid)
    if (!entry) return
    try {
      const outcome = (await this.#controllers.ask({ is: 'outcome', tid }, 2000)) as Outcome
      if (this.#entries.get(tid) === entry) await this.#step(tid, entry, { is: 'outcome', outcome })
    } catch (error) {
      this.#log.write('warning', `Transaction ${tid} is in doubt: ${(error as Error).message}`)
    }
  }
}
