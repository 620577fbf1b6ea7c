import type { BeginCommand, Begun, Command, Decision } from '../../src/cluster/controller/command.ts'
import { MetadataMachine } from '../../src/cluster/controller/machine.ts'
import { unpack } from '../../src/cluster/controller/records.ts'

/** A transaction that the controllers have committed. */
export interface Committed {
  /** As its writer calls it: the client's name, or its type. */
  readonly name: string
  readonly table: string
  readonly paths: readonly string[]
  readonly cid: number
  /** Its place in the order in which readers came to see transactions, from 1. */
  readonly sid: number
}

/**
 * What the controllers have decided, as their log says: commands are taken as the first member applies them. Has the state
 * that a member would have that has applied all of them.
 */
export class CommitHistory {
  readonly #machine = new MetadataMachine()
  readonly #begun = new Map<number, Omit<Committed, 'cid' | 'sid'>>()
  readonly #decided = new Set<number>()
  /** In the order in which readers came to see them. */
  readonly committed: Committed[] = []
  #last = 0

  get state() {
    return this.#machine.state
  }

  /** A member has applied a command. */
  applied(index: number, bytes: Uint8Array): void {
    if (index <= this.#last) return
    this.#last = index
    const command = unpack(bytes) as Command
    const reply = unpack(this.#machine.apply(bytes, index)) as { readonly ok?: unknown }
    if (!('ok' in reply)) return
    if (command.is === 'begin') this.#begin(command, reply.ok as Begun)
    else if (command.is === 'commit') this.#commit(command.tid, reply.ok as Decision)
  }

  #begin({ client, type, table }: BeginCommand, begun: Begun): void {
    if (begun.is !== 'begun' || this.#begun.has(begun.tid)) return
    // Partitions that were to be removed may have been gone.
    const paths = begun.chunks.map(({ path }) => path)
    this.#begun.set(begun.tid, { name: client?.id ?? type, table, paths })
  }

  #commit(tid: number, decision: Decision): void {
    const begun = this.#begun.get(tid)
    if (decision.is !== 'COMMITTED' || !begun || this.#decided.has(tid)) return
    this.#decided.add(tid)
    this.committed.push({ ...begun, cid: decision.cid, sid: this.committed.length + 1 })
  }
}
