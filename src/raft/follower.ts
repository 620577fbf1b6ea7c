import type { AppendRequest, Message, Snapshot } from './message.ts'
import type { Raft, Role } from './raft.ts'

/** Takes the leader's entries, and stands when it hears from no leader for too long (§5.2, §5.3). */
export class Follower implements Role {
  readonly name = 'follower'
  readonly #raft: Raft

  constructor(raft: Raft) {
    this.#raft = raft
  }

  tick(): void {
    if (this.#raft.timer.tick()) this.#raft.campaign()
  }

  step(message: Message): void {
    switch (message.type) {
      case 'append':
        this.#hear(message.from)
        return this.#append(message)
      case 'heartbeat': {
        this.#hear(message.from)
        const { log } = this.#raft
        log.commitTo(Math.min(message.commit, log.last.index))
        return this.#raft.sendNow(message.from, { type: 'heartbeat-response', round: message.round })
      }
      case 'snapshot':
        this.#hear(message.from)
        return this.#restore(message.from, message.snapshot)
      case 'timeout-now':
        return this.#raft.campaign(true)
      default:
      // Answers to what this member asked in another role.
    }
  }

  end(): [] {
    return []
  }

  #hear(leader: string): void {
    this.#raft.leader = leader
    this.#raft.timer.postpone()
  }

  #append({ from, previous, entries, commit }: Message & AppendRequest): void {
    const { log } = this.#raft
    if (previous.index < log.commit) {
      // Late: committed entries are the leader's for certain.
      return this.#raft.send(from, { type: 'append-response', index: log.commit, hint: null })
    }
    if (!log.has(previous)) {
      const hint = log.lastUpTo(previous)
      return this.#raft.send(from, { type: 'append-response', index: previous.index, hint })
    }
    log.merge(entries)
    const last = previous.index + entries.length
    log.commitTo(Math.min(commit, last))
    this.#raft.send(from, { type: 'append-response', index: last, hint: null })
  }

  #restore(from: string, snapshot: Snapshot): void {
    const { log } = this.#raft
    if (snapshot.index > log.commit) {
      if (log.has(snapshot)) log.commitTo(snapshot.index)
      else log.restore(snapshot)
    }
    this.#raft.send(from, { type: 'append-response', index: log.commit, hint: null })
  }
}
