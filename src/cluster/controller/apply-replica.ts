import { StorageError } from '../../storage/storage-error.ts'
import { acknowledge } from './apply-transaction.ts'
import { chunkPathOf } from './chunk-lock.ts'
import type { Command, Findings, NewTask } from './command.ts'
import type { ChunkEntry, NodeEntry, ReplicaEntry, TaskEntry } from './entries.ts'
import type { Metadata } from './metadata.ts'

// Tasks that are over and kept to be looked at.
const REMEMBERED = 1000

/** A node that is new, or has another address. */
export function registerNode(state: Metadata, node: NodeEntry): void {
  state.putNode(node)
}

/** @throws StorageError `invalid` while it holds the only current replica of a chunk. */
export function removeNode(state: Metadata, alias: string): void {
  const held = [...state.chunks.values()].filter(chunk => chunk.replicas.some(({ node }) => node === alias))
  for (const chunk of held) checkNotLast(chunk, alias)
  for (const chunk of held) withoutReplica(state, chunk, alias)
  for (const { tid, waiting } of state.transactions.values()) {
    if (waiting.includes(alias)) acknowledge(state, alias, [tid])
  }
  state.dropNode(alias)
}

function checkNotLast(chunk: ChunkEntry, alias: string): void {
  const others = chunk.replicas.some(
    ({ node, cid, corrupted }) => node !== alias && cid === chunk.cid && !corrupted,
  )
  if (others || chunk.cid === 0) return
  throw new StorageError(
    'invalid',
    `${alias} holds the only good replica of the chunk ${chunk.id} (${chunk.path}): copy it first`,
  )
}

// A moment of its own: who looks later need not find anything there.
function withoutReplica(state: Metadata, chunk: ChunkEntry, alias: string): void {
  state.count('cid')
  state.putChunk({ ...chunk, replicas: chunk.replicas.filter(({ node }) => node !== alias) })
}

/** @throws StorageError `invalid` where one of them is the last. */
export function deleteReplicas(state: Metadata, ids: readonly string[], alias: string): void {
  const chunks = ids.flatMap(id => state.chunks.get(id) ?? [])
  const held = chunks.filter(chunk => chunk.replicas.some(({ node }) => node === alias))
  for (const chunk of held) {
    checkNotLast(chunk, alias)
    if (chunk.lockedBy !== 0) {
      throw new StorageError('conflict', `The chunk ${chunk.id} is being written by ${chunk.lockedBy}`)
    }
  }
  for (const chunk of held) withoutReplica(state, chunk, alias)
}

/**
 * What a node really holds. Its word counts only if it looked after the last change of the replica: messages come late and
 * twice. What has changed since, or is being changed, is looked at another time.
 */
export function noteReplicas(
  state: Metadata,
  { node, held, asOf }: Extract<Command, { is: 'replicas' }>,
): Findings {
  const needless: string[] = []
  const again: string[] = []
  const coming = new Set(
    [...state.tasks.values()]
      .filter(task => isOpen(task) && task.destination === node)
      .map(({ chunk }) => chunk),
  )
  for (const { chunk: id, cid, corrupted } of held) {
    const chunk = state.chunks.get(id)
    const replica = chunk?.replicas.find(each => each.node === node)
    if (!chunk || !replica) {
      if (cid === null) continue
      if (coming.has(id)) again.push(id)
      else needless.push(id)
      continue
    }
    const changed = (!corrupted && replica.cid > asOf.cid) || (replica.made ?? 0) > asOf.replica
    if (chunk.lockedBy !== 0 || chunk.recoveredBy !== 0 || changed) {
      again.push(id)
      continue
    }
    const made = state.count('replica')
    const found: ReplicaEntry = corrupted ? { ...replica, corrupted, made } : { node, cid: cid ?? 0, made }
    state.putChunk({ ...chunk, replicas: chunk.replicas.map(each => (each === replica ? found : each)) })
  }
  return { needless, again }
}

/** Plans recoveries; a chunk has one at a time. Gives the numbers of those that are new. */
export function addTasks(state: Metadata, tasks: readonly NewTask[], at: number): number[] {
  const busy = new Set([...state.tasks.values()].filter(isOpen).map(({ chunk }) => chunk))
  return tasks.flatMap(({ type, chunk: id, source, destination, deleteSource }) => {
    const chunk = state.chunks.get(id)
    const table = chunk && state.tables.get(chunk.table)
    if (!chunk || !table || busy.has(id)) return []
    busy.add(id)
    const task: TaskEntry = {
      id: state.count('task'),
      type,
      chunk: id,
      chunkPath: chunkPathOf(table.record, chunk.path),
      source,
      destination,
      status: 'Waiting',
      attempts: 0,
      deleteSource,
      created: at,
      dequeued: 0,
      started: 0,
      finished: 0,
      incremental: chunk.replicas.some(({ node, cid }) => node === destination && cid > 0),
      changedToFull: false,
      changedToSync: 0,
      reason: '',
    }
    state.putTask(task)
    return [task.id]
  })
}

export const isOpen = ({ status }: TaskEntry) => status === 'Waiting' || status === 'In-Progress'

export function startTask(state: Metadata, id: number, at: number): boolean {
  const task = state.tasks.get(id)
  if (!task || !isOpen(task)) return false
  const attempts = task.attempts + 1
  state.putTask({ ...task, status: 'In-Progress', attempts, dequeued: at, started: at })
  return true
}

/** Lets nobody write the chunk until the task ends. False while somebody does. */
export function holdWrites(state: Metadata, id: number, at: number): boolean {
  const task = state.tasks.get(id)
  const chunk = task && state.chunks.get(task.chunk)
  if (!task || !chunk || !isOpen(task) || chunk.lockedBy !== 0) return false
  state.putChunk({ ...chunk, recoveredBy: id })
  state.putTask({ ...task, changedToSync: at })
  return true
}

/** The switch: the destination's replica is current, or the answer tells what it lacks. */
export function finishTask(
  state: Metadata,
  { task: id, cid, incremental, at }: Extract<Command, { is: 'finishTask' }>,
): 'finished' | 'behind' | 'over' {
  const task = state.tasks.get(id)
  const chunk = task && state.chunks.get(task.chunk)
  if (!task || !chunk || !isOpen(task)) return 'over'
  if (chunk.cid !== cid || chunk.lockedBy !== 0) return 'behind'
  const others = chunk.replicas.filter(
    ({ node }) => node !== task.destination && !(task.deleteSource && node === task.source),
  )
  const replicas = [...others, { node: task.destination, cid, made: state.count('replica') }]
  if (task.deleteSource) state.count('cid')
  state.putChunk({ ...chunk, replicas, recoveredBy: 0, updated: chunk.updated })
  state.putTask({
    ...task,
    status: 'Finished',
    finished: at,
    incremental,
    changedToFull: task.incremental && !incremental,
    reason: '',
  })
  forgetOld(state)
  return 'finished'
}

export function failTask(
  state: Metadata,
  { task: id, reason, again, hopeless, at }: Extract<Command, { is: 'failTask' }>,
): void {
  const task = state.tasks.get(id)
  if (!task || !isOpen(task)) return
  const chunk = state.chunks.get(task.chunk)
  if (chunk?.recoveredBy === id) state.putChunk({ ...chunk, recoveredBy: 0 })
  const mark = hopeless ? { hopeless } : {}
  state.putTask({ ...task, status: again ? 'Waiting' : 'Aborted', finished: again ? 0 : at, reason, ...mark })
  forgetOld(state)
}

function forgetOld(state: Metadata): void {
  let extra = state.tasks.size - REMEMBERED
  for (const task of state.tasks.values()) {
    if (extra <= 0) return
    if (isOpen(task)) continue
    state.dropTask(task.id)
    extra--
  }
}
