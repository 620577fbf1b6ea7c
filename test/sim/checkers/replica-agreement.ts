import type { ChunkEntry } from '../../../src/cluster/controller/entries.ts'
import type { Store } from '../../../src/storage/store.ts'
import { DB, numbersIn } from '../cluster.ts'

/**
 * When faults have stopped, every replica of a chunk holds the commit that the controllers name, and the same rows; and each
 * chunk has as many as it should.
 */
export async function checkReplicaAgreement(
  chunks: readonly ChunkEntry[],
  tableName: (id: number) => string,
  stores: ReadonlyMap<string, Store>,
  factor: number,
): Promise<void> {
  for (const { id, table, path, cid, replicas } of chunks) {
    const name = tableName(table)
    const what = `The chunk ${name}/${path}@${cid}`
    if (replicas.length < factor) throw new Error(`${what} has ${replicas.length} replicas.`)
    const contents = new Map<string, string>()
    for (const { node } of replicas) {
      const store = stores.get(node)!
      const held = store.held().find(each => each.id === id)
      if (held?.cid !== cid) throw new Error(`${what} is on ${node} ${held ? `@${held.cid}` : 'missing'}.`)
      store.clearCache()
      // A node hears that a table has another name when it is used.
      const read = { database: DB, table: held.tableName, path, cid, columns: ['x'], bounds: [] }
      contents.set(node, numbersIn(await store.readVersion(read)).join())
    }
    if (new Set(contents.values()).size > 1) {
      const each = [...contents].map(([node, rows]) => `${node}: ${rows}`).join('; ')
      throw new Error(`${what} is not the same everywhere: ${each}.`)
    }
  }
}
