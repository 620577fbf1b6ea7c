import type { Begun, Command } from '../../../src/cluster/controller/command.ts'
import { commandBytes, MetadataMachine, replyValue } from '../../../src/cluster/controller/machine.ts'
import { databaseToJson } from '../../../src/storage/catalog/database-record.ts'
import { valueLevel } from '../../../src/storage/partitions/scheme.ts'
import { INT } from '../../../src/values/data-type.ts'
import { vectorOfRaws } from '../../../src/values/vectors/build.ts'

export const DB = 'dfs://trades'

/** A machine that commands are given to one by one. */
export class Group {
  readonly machine = new MetadataMachine()
  #index = 0
  #request = 0

  get state() {
    return this.machine.state
  }

  do(command: Command): unknown {
    return replyValue(this.machine.apply(commandBytes(command), ++this.#index))
  }

  /** A database with partitions 1 … 9, a table, and nodes, each on a machine of its own unless told. */
  prepare(nodes: Readonly<Record<string, string>>): void {
    for (const [alias, host] of Object.entries(nodes)) {
      this.do({ is: 'registerNode', node: { alias, host, port: 8848, draining: false } })
    }
    const levels = [valueLevel(vectorOfRaws(INT, [1, 2, 3, 4, 5, 6, 7, 8, 9]))]
    const record = {
      path: DB,
      levels,
      engine: 'OLAP',
      atomic: 'TRANS',
      chunkGranularity: 'TABLE',
      owner: 'admin',
    } as const
    this.do({ is: 'createDatabase', json: databaseToJson(record) })
    this.createTable('t')
  }

  createTable(name: string): void {
    const columns = [
      { name: 'id', type: 'INT' },
      { name: 'x', type: 'DOUBLE' },
    ]
    this.do({
      is: 'createTable',
      database: DB,
      spec: JSON.stringify({ name, columns, partitionColumns: ['id'] }),
    })
  }

  begin(
    paths: readonly string[],
    more: Partial<Extract<Command, { is: 'begin' }>> & { alive?: readonly string[]; factor?: number } = {},
  ): Begun {
    const { alive = [...this.state.nodes.keys()], factor = 2, ...rest } = more
    return this.do({
      is: 'begin',
      type: 'APPEND',
      coordinator: 'n1#1',
      request: ++this.#request,
      database: DB,
      table: 't',
      chunks: paths.map(path => ({ path, remove: false })),
      atomic: 'TRANS',
      client: null,
      now: { alive, factor, reliability: 0, at: 1000 + this.#index, seed: seedOf(this.#index) },
      ...rest,
    }) as Begun
  }

  /** A whole write; gives its moment. */
  write(paths: readonly string[], more: Parameters<Group['begin']>[1] = {}): number {
    const begun = this.begin(paths, more)
    if (begun.is !== 'begun') throw new Error('repeated')
    const prepared = [...new Set(begun.chunks.flatMap(({ nodes }) => nodes))]
    const { cid } = this.do({ is: 'commit', tid: begun.tid, prepared, at: 1 }) as { cid: number }
    for (const node of prepared) this.do({ is: 'acknowledge', node, tids: [begun.tid] })
    return cid
  }

  /** A table's chunks: `path cid n1:cid n2:cid`, with what holds them. */
  chunks(): string[] {
    const table = this.state.tableNamed(DB, 't')!
    return this.state.chunksOf(table.record.id).map(({ path, cid, replicas, lockedBy, recoveredBy }) => {
      const held = `${lockedBy ? ` locked ${lockedBy}` : ''}${recoveredBy ? ` recovered ${recoveredBy}` : ''}`
      return `${path}@${cid} ${replicas.map(replica => `${replica.node}:${replica.cid}`).join(' ')}${held}`
    })
  }
}

const seedOf = (n: number) => {
  const seed = new Uint8Array(16)
  new DataView(seed.buffer).setUint32(0, n)
  return seed
}
