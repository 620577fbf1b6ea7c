import type { KeyValueChange, KeyValueStore } from '../../host/kv.ts'
import { StorageError, type StorageErrorKind } from '../../storage/storage-error.ts'
import type { StateMachine } from '../consensus/consensus.ts'
import { apply } from './apply.ts'
import { showDecided } from './apply-transaction.ts'
import type { Command } from './command.ts'
import type { Counters } from './entries.ts'
import { FIRST_COUNTERS, type LeftBehind, Metadata } from './metadata.ts'
import {
  COUNTERS_KEY,
  FIRST_KEY,
  keyOf,
  kindOfKey,
  LAST_KEY,
  pack,
  packEntry,
  unpack,
  unpackEntry,
} from './records.ts'

type Reply = { readonly ok: unknown } | { readonly error: StorageErrorKind; readonly message: string }

/** The metadata as a replicated machine: commands as bytes in, replies as bytes out. */
export class MetadataMachine implements StateMachine {
  state = new Metadata(what => this.onLeft(what))
  #factor = 2
  /** Told of replicas that are taken from their nodes. */
  onLeft: (what: LeftBehind) => void = () => {}

  /** How many replicas a chunk should have: tells which ones the state names as unhealthy. */
  set factor(factor: number) {
    this.#factor = factor
    this.state.factor = factor
  }

  apply(command: Uint8Array, index: number): Uint8Array {
    return pack(this.#reply(unpack(command) as Command, index))
  }

  #reply(command: Command, index: number): Reply {
    try {
      return { ok: apply(this.state, command, index) }
    } catch (error) {
      if (error instanceof StorageError) return { error: error.kind, message: error.message }
      // A mistake here, or in who asked: the same on every member, and no reason for all of them to stop for good.
      const { name, message } = error as Error
      return {
        error: 'invalid',
        message: `Broken invariant at the command ${command?.is}: ${name}: ${message}`,
      }
    }
  }

  changes(): KeyValueChange[] {
    const { entries, counters } = this.state.takeChanges()
    const changes: KeyValueChange[] = entries.map(([kind, key, entry]) => ({
      key: keyOf(kind, key),
      value: packEntry(kind, entry),
    }))
    if (counters) changes.push({ key: COUNTERS_KEY, value: pack(counters) })
    return changes
  }

  load(kv: KeyValueStore): void {
    this.state = new Metadata(what => this.onLeft(what))
    this.state.factor = this.#factor
    const counters = kv.get(COUNTERS_KEY)
    const { state } = this
    state.restore(() => {
      for (const { key, value } of kv.range(FIRST_KEY, LAST_KEY)) {
        const kind = kindOfKey(key)
        if (kind) state.put(kind, unpackEntry(kind, value))
      }
      if (counters) state.setCounters({ ...FIRST_COUNTERS, ...(unpack(counters) as Counters) })
    })
    showDecided(state)
  }
}

/** The value of a reply. @throws StorageError as the command did */
export function replyValue(bytes: Uint8Array): unknown {
  const reply = unpack(bytes) as Reply
  if ('ok' in reply) return reply.ok
  throw new StorageError(reply.error, reply.message)
}

export const commandBytes = (command: Command): Uint8Array => pack(command)
