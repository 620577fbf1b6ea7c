import type { Log } from '../../host/log.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { Store } from '../../storage/store.ts'
import type { TableRecord } from '../../storage/table-record.ts'
import type { Transaction } from '../../storage/transaction.ts'
import type { Outcome } from '../../txn/outcome.ts'
import { Participant, type ParticipantEffect, type ParticipantEvent } from '../../txn/participant.ts'
import type { Vector } from '../../values/vector.ts'
import type { ControllerClient } from './controller-client.ts'
import type { Stage } from './data-request.ts'
import { rowsFromBytes } from './rows-message.ts'
import type { TableDefinitions } from './table-definitions.ts'

interface Entry {
  readonly machine: Participant
  readonly transaction: Transaction
  /** Who waits to hear that it is prepared, published or rolled back. */
  waiting: { resolve: () => void; reject: (error: Error) => void }[]
}

/** A stage, with its rows as columns where they come from this very node. */
export type LocalStage = Stage & { readonly columns?: readonly Vector[] }

/** The transactions that write chunks of this node: does what their machines want done. */
export class Participants {
  readonly #store: Store
  readonly #definitions: TableDefinitions
  readonly #controllers: ControllerClient
  readonly #log: Log
  readonly #entries = new Map<number, Entry>()
  #published: number[] = []

  constructor(store: Store, definitions: TableDefinitions, controllers: ControllerClient, log: Log) {
    this.#store = store
    this.#definitions = definitions
    this.#controllers = controllers
    this.#log = log
    for (const tid of store.preparedIds) {
      const transaction = store.prepared(tid)!
      this.#entries.set(tid, { machine: new Participant('prepared'), transaction, waiting: [] })
    }
  }

  /** Transactions that wait for an outcome which only the controllers know. */
  get inDoubt(): number[] {
    return [...this.#entries].filter(([, { machine }]) => machine.inDoubt).map(([tid]) => tid)
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
  async stage(
    tid: number,
    table: number,
    version: number,
    stages: readonly LocalStage[],
    prepare: boolean,
  ): Promise<void> {
    const record = await this.#definitions.ensure(table, version)
    const entry = this.#entry(tid)
    await this.#step(tid, entry, { is: 'stage' })
    try {
      for (const stage of stages) await this.#write(entry.transaction, record, stage)
    } catch (error) {
      await this.#step(tid, entry, { is: 'failed', reason: (error as Error).message })
      if (!prepare) throw error
      return this.#answered(tid, entry, { is: 'prepare' })
    }
    await this.#step(tid, entry, { is: 'staged' })
    if (prepare) await this.#answered(tid, entry, { is: 'prepare' })
  }

  /** @throws StorageError where nothing is known of it. */
  async publish(tid: number, cid: number): Promise<void> {
    const entry = this.#entries.get(tid)
    if (!entry) {
      if (this.#published.includes(tid)) return
      throw new StorageError('missing', `There is no transaction ${tid} here`)
    }
    await this.#answered(tid, entry, { is: 'outcome', outcome: { is: 'COMMITTED', cid } })
  }

  async rollback(tid: number): Promise<void> {
    const entry = this.#entries.get(tid)
    if (entry) await this.#step(tid, entry, { is: 'outcome', outcome: { is: 'ROLLBACK' } })
  }

  /** Some time passed. */
  async tick(): Promise<void> {
    for (const [tid, entry] of [...this.#entries]) await this.#step(tid, entry, { is: 'tick' })
  }

  /** Asks what became of everything that is in doubt, at once. */
  async resolve(): Promise<void> {
    await Promise.all(this.inDoubt.map(tid => this.#ask(tid)))
  }

  #entry(tid: number): Entry {
    let entry = this.#entries.get(tid)
    if (!entry) {
      entry = { machine: new Participant(), transaction: this.#store.begin(tid), waiting: [] }
      this.#entries.set(tid, entry)
    }
    return entry
  }

  async #write(transaction: Transaction, record: TableRecord, stage: LocalStage): Promise<void> {
    const { database, name } = record
    await this.#checkBase(record, stage)
    transaction.identify(database, name, stage.path, stage.chunk)
    if (stage.kind === 'remove') return transaction.remove(database, name, stage.path)
    const columns = stage.columns ?? rowsFromBytes(stage.rows!).columns
    if (stage.kind === 'replace') await transaction.replace(database, name, stage.path, columns)
    else await transaction.append(database, name, stage.path, columns)
  }

  // Rows can only follow those that every replica has.
  async #checkBase({ database, name }: TableRecord, { path, chunk, base }: Stage): Promise<void> {
    const held = () => {
      const found = this.#store.heldChunk(database, name, path)
      return found?.id === chunk ? found.cid : 0
    }
    const lockedBy = this.#store.lockOf(database, name, path)
    if (held() !== base || (lockedBy !== null && this.#entries.get(lockedBy)?.machine.inDoubt)) {
      // What is missing may be what an earlier transaction waits to publish.
      await this.resolve()
    }
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
    if (entry.machine.phase === 'ended') this.#entries.delete(tid)
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
