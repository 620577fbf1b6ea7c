import type { Engine } from '../../engine/engine.ts'
import type { Host } from '../../host/host.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Table } from '../../values/forms/table.ts'
import { Persister, type PersistOptions } from './persister.ts'
import { removeLog, StreamLog } from './stream-log.ts'
import { streamTableNamed } from './stream-tables.ts'

// Rows that are encoded and written at once.
const BLOCK = 65_536

/** Stream tables that are kept on disk, each in a folder of its name in `folder`. */
export class Persistence {
  readonly #host: Host
  readonly #engine: Engine
  readonly #folder: string | null
  readonly #persisters = new Map<string, Persister>()
  // Logs that were read for a table that isn't shared yet.
  readonly #opened = new Map<string, StreamLog>()

  /** `folder`: null where none is configured (persistenceDir). */
  constructor(host: Host, engine: Engine, folder: string | null) {
    this.#host = host
    this.#engine = engine
    this.#folder = folder
  }

  /** Null: it isn't kept. */
  of(table: string): Persister | null {
    return this.#persisters.get(table) ?? null
  }

  all(): [table: string, persister: Persister][] {
    return [...this.#persisters]
  }

  /** The rows of a table that are on disk. From here on it is this node's, until `begin`, or `giveUp`. @throws ScriptError */
  async read(table: string): Promise<Table[]> {
    const folder = this.#folderOf(table)
    // One whose table has been given up writes the last rows yet.
    if (!this.#engine.shared.contentOf(table)) await this.stop(table)
    if (this.#persisters.has(table) || this.#opened.has(table)) {
      throw new ScriptError(`The stream table ${table} is kept on disk already.`)
    }
    const log = await StreamLog.open(this.#host.disk, folder)
    try {
      const blocks: Table[] = []
      for await (const block of log.read()) blocks.push(block)
      this.#opened.set(table, log)
      return blocks
    } catch (error) {
      await log.close()
      throw error
    }
  }

  /** The table that is shared now has these rows from the disk; what comes behind them is written. */
  begin(table: string, rows: number, options: PersistOptions): void {
    const log = this.#opened.get(table)
    if (!log) throw new ScriptError(`The stream table ${table} wasn't read.`)
    streamTableNamed(this.#engine.shared, table)
    this.#opened.delete(table)
    const { clock } = this.#host
    const persister = new Persister(log, options, this.#host.log, () => this.#persisters.delete(table))
    this.#persisters.set(table, persister)
    persister.begin(this.#engine.shared, table, rows, {
      clock,
      blockRows: BLOCK,
      waitingRows: Number.POSITIVE_INFINITY,
      holdsTable: false,
      ...(options.asynWrite ? {} : { untilTaken: rows => persister.whenWritten(rows) }),
    })
  }

  /** It couldn't be shared after all. */
  async giveUp(table: string): Promise<void> {
    const log = this.#opened.get(table)
    this.#opened.delete(table)
    await log?.close()
  }

  /** Writes no more of a table. */
  async stop(table: string): Promise<void> {
    await this.#persisters.get(table)?.close()
  }

  /** Removes a table's rows from the disk. False: there are none. */
  async remove(table: string): Promise<boolean> {
    await this.stop(table)
    if (this.#folder === null || !(await this.stored()).includes(table)) return false
    await removeLog(this.#host.disk, this.#folderOf(table))
    return true
  }

  /** The tables whose rows are on disk, also those that aren't there otherwise. */
  async stored(): Promise<string[]> {
    if (this.#folder === null) return []
    const names = await this.#host.disk.list(this.#folder)
    return names.flatMap(name => {
      const table = decodeURIComponent(name.replaceAll(/%(?![0-9A-F]{2})/g, '%25'))
      return encodeURIComponent(table) === name ? [table] : []
    })
  }

  async close(): Promise<void> {
    await Promise.all([...this.#persisters.values()].map(persister => persister.close()))
  }

  #folderOf(table: string): string {
    if (this.#folder !== null) return `${this.#folder}/${encodeURIComponent(table)}`
    throw new ScriptError(
      'No stream table can be kept on disk: persistenceDir, which says where, is not configured.',
    )
  }
}
