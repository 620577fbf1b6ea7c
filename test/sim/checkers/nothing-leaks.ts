import type { Metadata } from '../../../src/cluster/controller/metadata.ts'
import { Store } from '../../../src/storage/store.ts'
import type { DataProcess } from '../cluster.ts'

/** When all is quiet: no transaction, lock, recovery or doubt is open, and nobody is remembered for ever as not having published. */
export function openEnds(state: Metadata): string[] {
  const ends = state.openTransactions().map(({ tid, status }) => `transaction ${tid} is in ${status}`)
  for (const { path, lockedBy, recoveredBy } of state.chunks.values()) {
    if (lockedBy !== 0) ends.push(`chunk ${path} is locked by ${lockedBy}`)
    if (recoveredBy !== 0) ends.push(`chunk ${path} is held by recovery ${recoveredBy}`)
  }
  for (const { tid, waiting } of state.transactions.values()) {
    if (waiting.length > 0) ends.push(`transaction ${tid} waits for ${waiting}`)
  }
  for (const { id, status } of state.tasks.values()) {
    if (status === 'Waiting' || status === 'In-Progress') ends.push(`recovery ${id} is ${status}`)
  }
  return ends
}

/** What is open at a node: doubts, transactions it leads, readers' views, locks, copies, and replicas that are not its. */
export function openEndsAt(alias: string, { node }: DataProcess, state: Metadata): string[] {
  const { store, participants, presence } = node
  const ends: string[] = []
  if (participants.inDoubt.length > 0) ends.push(`${alias} is in doubt of ${participants.inDoubt}`)
  if (participants.writing.length > 0) ends.push(`${alias} is writing ${participants.writing}`)
  if (participants.published.length > 0) ends.push(`${alias} tells of ${participants.published}`)
  if (presence.coordinates.size > 0) ends.push(`${alias} coordinates ${[...presence.coordinates]}`)
  if (presence.oldestRead !== null) ends.push(`${alias} keeps commits from ${presence.oldestRead} on`)
  if (node.copies > 0) ends.push(`${alias} has ${node.copies} copies open`)
  for (const { id, path, tableName, lockedBy, cids } of store.held()) {
    const what = `${tableName}/${path} on ${alias}`
    if (lockedBy !== null) ends.push(`${what} is locked by ${lockedBy}`)
    if (cids.length > 1) ends.push(`${what} keeps the versions ${cids}`)
    if (!state.chunks.get(id)?.replicas.some(each => each.node === alias)) ends.push(`${what} is left over`)
  }
  for (const id of store.tableIds)
    if (!state.tables.has(id)) ends.push(`table ${id} is left over on ${alias}`)
  return ends
}

/** What the next start would clear away was left over. Closes the node. */
export async function leftoverFiles({ node, host }: DataProcess): Promise<string[]> {
  await node.store.settle()
  await node.close()
  const inline = () => [...host.kv.contents('/data/catalog').keys()].filter(key => key.startsWith('inline'))
  const before = [...host.disk.paths(), ...inline()]
  await (await Store.open(host, '/data')).close()
  const after = new Set([...host.disk.paths(), ...inline()])
  return before.filter(path => !after.has(path))
}
