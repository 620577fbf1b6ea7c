import { applyDefinition } from './apply-definition.ts'
import {
  addTasks,
  deleteReplicas,
  failTask,
  finishTask,
  holdWrites,
  noteReplicas,
  registerNode,
  removeNode,
  startTask,
} from './apply-replica.ts'
import { abort, acknowledge, begin, commit, noteNumber } from './apply-transaction.ts'
import type { Command } from './command.ts'
import type { Metadata } from './metadata.ts'

/**
 * Changes the metadata by a command and gives its reply. The same everywhere: it looks at nothing but its arguments.
 * A command that is refused changes nothing. @throws StorageError
 */
export function apply(state: Metadata, command: Command, index: number): unknown {
  switch (command.is) {
    case 'once':
      return once(state, command, index)
    case 'begin':
      return begin(state, command)
    case 'commit':
      return commit(state, command.tid, command.prepared, command.at)
    case 'abort':
      return abort(state, command.tid, command.reason, command.at)
    case 'acknowledge':
      return acknowledge(state, command.node, command.tids)
    case 'registerNode':
      return registerNode(state, command.node)
    case 'removeNode':
      return removeNode(state, command.alias)
    case 'replicas':
      return noteReplicas(state, command)
    case 'addTasks':
      return addTasks(state, command.tasks, command.at)
    case 'startTask':
      return startTask(state, command.task, command.at)
    case 'holdWrites':
      return holdWrites(state, command.task, command.at)
    case 'finishTask':
      return finishTask(state, command)
    case 'failTask':
      return failTask(state, command)
    case 'deleteReplicas':
      return deleteReplicas(state, command.chunks, command.node)
    case 'suspendRecovery':
    case 'resumeRecovery':
      return state.setCounters({ ...state.counters, suspended: command.is === 'suspendRecovery' })
    default:
      return applyDefinition(state, command, index)
  }
}

function once(
  state: Metadata,
  { number, command, at }: Extract<Command, { is: 'once' }>,
  index: number,
): unknown {
  const past = state.clients.get(number.id)
  if (past && past.sequence >= number.sequence)
    return past.sequence === number.sequence ? past.reply : undefined
  const reply = apply(state, command, index)
  noteNumber(state, { ...number, done: null, reply, updated: at })
  return reply
}
