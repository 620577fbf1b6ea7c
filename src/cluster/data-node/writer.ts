import { type DatabaseRecord, databaseFromJson } from '../../storage/catalog/database-record.ts'
import { type TableRecord, tableFromJson } from '../../storage/catalog/table-record.ts'
import { dealtRows, partitionRows } from '../../storage/partitions/rows.ts'
import { ValueLevel } from '../../storage/partitions/value.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { IOTANY } from '../../values/data-type.ts'
import type { Table } from '../../values/forms/table.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { ReplaceType } from '../bridge/store-message.ts'
import type { BeginCommand } from '../controller/command.ts'
import type { ClientNumber } from '../controller/entries.ts'
import type { TableAnswer } from '../controller/request.ts'
import type { Site } from '../site.ts'
import { Coordination, TableChanged, type Writing } from './coordination.ts'
import { rowsToPieces } from './rows-message.ts'
import type { TableNode } from './table-node.ts'

interface Known {
  readonly database: DatabaseRecord
  readonly record: TableRecord
  readonly version: number
}

// As DolphinDB has it: so often a partition that others hold is tried again.
const MOST_ATTEMPTS = 250
const PAUSE = 20
// For what another node's death, or a recovery's last step, made fail.
const FEW_ATTEMPTS = 20

/** Writes to tables of the cluster from this node, each a transaction. */
export class Writer {
  readonly #node: TableNode
  // As they were when last looked at: the controllers tell when that is out of date.
  readonly #tables = new Map<string, Known>()
  readonly #sites = new Map<string, Site>()

  constructor(node: TableNode) {
    this.#node = node
  }

  /**
   * Deals rows out to their partitions; gives how many were stored: those that belong to none are left out. `keys`: what functions
   * make of the partition columns, where the table is partitioned by some. @throws StorageError
   */
  async insert(
    path: string,
    name: string,
    rows: Table,
    client: ClientNumber | null = null,
    keys?: readonly Vector[],
  ): Promise<number> {
    let count = 0
    await this.#retrying(
      path,
      name,
      async known => {
        const dealt = await this.#dealt(known, rows, keys)
        await this.#checkPoints(known, dealt)
        count = dealt.reduce((sum, [, part]) => sum + part.rows, 0)
        return dealt.map(([partition, part]) => writing(partition, 'append', part))
      },
      { type: 'APPEND', client },
    )
    return count
  }

  /**
   * Puts new contents into whole partitions, together; null, or no rows, removes one. `read`: the commit of which the rows were
   * read that they are made from. @throws StorageError `changed` where there are others now
   */
  async replace(
    path: string,
    name: string,
    chunks: readonly (readonly [partition: string, rows: Table | null, read?: number])[],
    type: ReplaceType,
    client: ClientNumber | null = null,
  ): Promise<void> {
    const writings = chunks.map(([partition, rows, read]) =>
      rows && rows.rows > 0
        ? writing(partition, 'replace', rows, read)
        : writing(partition, 'remove', null, read),
    )
    await this.#retrying(path, name, async () => writings, { type, client, together: true })
  }

  /** Removes whole partitions. `force`: also where no node has a good replica, or one is being recovered. @throws StorageError */
  async drop(
    path: string,
    name: string,
    partitions: readonly string[],
    force: boolean,
    client: ClientNumber | null = null,
  ): Promise<void> {
    const writings = partitions.map(partition => writing(partition, 'remove', null))
    await this.#retrying(path, name, async () => writings, { type: 'DROP', client, together: true, force })
  }

  /** What is known of a table changes with definitions. */
  forget(): void {
    this.#tables.clear()
  }

  async #known(path: string, name: string): Promise<Known> {
    const key = `${path}\u0001${name}`
    let known = this.#tables.get(key)
    if (!known) {
      const request = { is: 'table', database: path, table: name } as const
      const answer = (await this.#node.controllers.ask(request)) as TableAnswer
      const { version } = answer
      known = { database: databaseFromJson(answer.database), record: tableFromJson(answer.table), version }
      this.#tables.set(key, known)
    }
    return known
  }

  async #retrying(
    path: string,
    name: string,
    writingsOf: (known: Known) => Promise<Writing[]>,
    {
      type,
      client,
      together = false,
      force = false,
    }: { type: string; client: ClientNumber | null; together?: boolean; force?: boolean },
  ): Promise<void> {
    let done = new Set<string>()
    for (let attempt = 1; ; attempt++) {
      const known = await this.#known(path, name)
      const atomic = together ? 'TRANS' : known.database.atomic
      try {
        const writings = (await writingsOf(known)).filter(each => !done.has(each.path))
        if (writings.length === 0) return
        const numbered = client && { ...client, last: atomic === 'TRANS' }
        const { cid, skipped } = await this.#transaction(known, writings, {
          type,
          client: numbered,
          atomic,
          force,
        })
        if (cid === undefined || skipped.length === 0) return
        done = done.union(new Set(writings.map(each => each.path).filter(each => !skipped.includes(each))))
      } catch (error) {
        if (error instanceof TableChanged) this.forget()
        else if (!mayBeRepeated(error, known.database.atomic)) throw error
        if (attempt >= (isLock(error) ? MOST_ATTEMPTS : FEW_ATTEMPTS)) throw error
      }
      await this.#node.host.clock.sleep(PAUSE * Math.min(attempt, 10))
    }
  }

  async #transaction(
    { record, version }: Known,
    writings: readonly Writing[],
    { type, client, atomic, force = false }: Pick<BeginCommand, 'type' | 'client' | 'atomic' | 'force'>,
  ) {
    const { presence, peers, controllers, local, host } = this.#node
    const { coordinator, coordinates } = presence
    const command: BeginCommand = {
      is: 'begin',
      type,
      coordinator,
      request: presence.nextRequest(),
      database: record.database,
      table: record.name,
      chunks: writings.map(({ path, kind, read }) => ({
        path,
        remove: kind === 'remove',
        ...(read === undefined ? {} : { read }),
      })),
      atomic,
      client,
      ...(force ? { force } : {}),
    }
    const site = (alias: string) => this.#site(alias)
    const world = { peers, clock: host.clock, controllers, participants: local?.participants ?? null, site }
    let tid = 0
    const started = (given: number) => {
      tid = given
      coordinates.add(tid)
    }
    try {
      return await new Coordination(world, command, version, writings, started).run()
    } finally {
      coordinates.delete(tid)
    }
  }

  async #site(alias: string): Promise<Site> {
    const known = this.#sites.get(alias)
    if (known) return known
    const nodes = (await this.#node.controllers.ask({ is: 'nodes' })) as readonly Site[]
    for (const node of nodes) this.#sites.set(node.alias, node)
    const found = this.#sites.get(alias)
    if (!found) throw new StorageError('missing', `There is no node ${alias}`)
    return found
  }

  // What this node knows of points in partitions of other times than the rows'; of these all who are to write them know the same.
  async #checkPoints(
    { record, version }: Known,
    dealt: readonly (readonly [string, Table])[],
  ): Promise<void> {
    const { local } = this.#node
    if (!local || record.columns.every(({ type }) => type !== IOTANY)) return
    await local.definitions.ensure(record.id, version)
    const { database, name } = local.definitions.current(record.id)
    await local.store.checkPoints(
      database,
      name,
      dealt.map(([path, { columns }]) => [path, columns] as const),
    )
  }

  // Rows by partition; new values get partitions of their own first.
  async #dealt(
    { database, record }: Known,
    rows: Table,
    given?: readonly Vector[],
  ): Promise<(readonly [string, Table])[]> {
    if (rows.rows === 0) return []
    if (record.partitionColumns.length === 0) return [['', rows]]
    const keys = record.partitionColumns.map((name, i) => {
      if (record.partitionFunctions[i] !== null) {
        if (given?.[i]) return given[i]
        throw new StorageError(
          'invalid',
          `The partition function ${record.partitionFunctions[i]} can't be called here`,
        )
      }
      const column = rows.columns[record.columns.findIndex(each => each.name === name)]
      if (!column)
        throw new StorageError('invalid', `Rows of the table ${record.name} need a value of ${name}`)
      return column
    })
    const levels = (await this.#withNewValues(database, keys)).levels
    return dealtRows(rows, partitionRows(levels, keys))
  }

  async #withNewValues(database: DatabaseRecord, keys: readonly Vector[]): Promise<DatabaseRecord> {
    let added = false
    for (const [at, level] of database.levels.entries()) {
      if (!(level instanceof ValueLevel)) continue
      const missing = level.missing(keys[at]!)
      if (missing.length === 0) continue
      const { path } = database
      const command = {
        database: path,
        kind: 'VALUE',
        level: at,
        type: String(level.type),
        keys: missing,
      } as const
      const number = this.#node.presence.ownNumber()
      await this.#node.controllers.ask({ is: 'define', command: { is: 'addPartitions', ...command }, number })
      added = true
    }
    if (!added) return database
    this.forget()
    throw new TableChanged(`${database.path} has new partitions`)
  }
}

function writing(path: string, kind: Writing['kind'], rows: Table | null, read?: number): Writing {
  let pieces: readonly Uint8Array[] | null = null
  return {
    path,
    kind,
    pieces: () => (pieces ??= rows ? rowsToPieces(rows) : []),
    columns: rows?.columns,
    read,
  }
}

const isLock = (error: unknown) => (error as Error).message.startsWith('<ChunkInTransaction>')

// A transaction that was rolled back has done nothing. A lock is the user's business where writes are all or nothing.
function mayBeRepeated(error: unknown, atomic: 'TRANS' | 'CHUNK'): boolean {
  if (!(error instanceof StorageError) || error.kind !== 'conflict') return false
  return !isLock(error) || atomic === 'CHUNK'
}
