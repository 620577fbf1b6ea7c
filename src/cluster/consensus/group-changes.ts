import type { MembershipChange } from '../../raft/membership.ts'
import { PeerError } from '../peers.ts'
import type { Site } from '../site.ts'
import { memberAt } from './address-book.ts'
import { NotLeader } from './consensus.ts'
import type { Member } from './member.ts'

// How much a learner may be behind before it gets a vote (dissertation, §4.2.1).
const CAUGHT_UP = 100

/** Changes of who leads and who belongs to the group, as the leader makes them. */
export class GroupChanges {
  readonly #member: Member
  /** When another was last heard, in ticks. */
  readonly #heard = new Map<string, number>()
  readonly #readmitting = new Set<string>()
  #tick = 0

  constructor(member: Member) {
    this.#member = member
  }

  tick(): void {
    this.#tick++
  }

  /** Somebody who has a log was heard. */
  heard(alias: string): void {
    this.#heard.set(alias, this.#tick)
  }

  #isHeard(alias: string): boolean {
    const heard = this.#heard.get(alias)
    const member = this.#member
    return heard !== undefined && this.#tick - heard <= 2 * member.ticks(member.settings.election)
  }

  async transferLeadership(to: string): Promise<void> {
    const member = this.#member
    const refusal = member.raft.transferLeadership(to)
    if (refusal === 'not leader') throw new NotLeader(member.leader())
    if (refusal) throw new Error(`The controller ${to} can't take over: ${refusal}.`)
    member.wake()
    await this.#until(() => member.raft.leader !== null && member.raft.leader !== member.alias)
  }

  async add(site: Site): Promise<void> {
    const member = this.#member
    const isMember = (votes: boolean) =>
      member.raft.log.members.some(one => one.id === site.alias && (one.votes || !votes))
    // Learner first: a voter without a log would only be counted, and could keep entries from being committed.
    if (!isMember(false)) await this.#change({ add: memberAt(site, false) })
    if (isMember(true)) return
    await this.#until(() => {
      const progress = member.leading().progressOf(site.alias)
      return (
        progress !== undefined &&
        progress.match + CAUGHT_UP >= member.raft.log.last.index &&
        progress.match > 0
      )
    })
    await this.#change({ promote: site.alias })
  }

  async remove(alias: string): Promise<void> {
    const member = this.#member
    member.leading()
    const left = member.raft.voters.filter(id => id !== alias)
    const present = left.filter(id => id === member.alias || this.#isHeard(id))
    if (2 * present.length <= left.length) {
      throw new Error(`The controllers can't be changed now: without ${alias} no majority of them is there.`)
    }
    await this.#change({ remove: alias })
  }

  /**
   * A member that has nothing has written: it is new, or has lost what it had, and with it what it has promised. That one counts
   * only after it has been taken in anew, under a membership that those who remember have agreed on.
   */
  meetBlank(from: Site): void {
    const { raft } = this.#member
    const { leading, log } = raft
    const known = log.members.find(({ id }) => id === from.alias)
    if (!leading || !known) return
    const isNew = !known.votes && leading.progressOf(known.id)?.match === 0
    if (isNew) {
      if (log.commit >= log.membersIndex) this.#member.tell(from, { kind: 'admit', term: raft.term })
    } else void this.#readmit(from)
  }

  async #readmit(site: Site): Promise<void> {
    const { log } = this.#member.host
    if (this.#readmitting.has(site.alias)) return
    this.#readmitting.add(site.alias)
    try {
      log.write('warning', `${site.alias} has lost its log, and is taken into the group anew.`)
      await this.remove(site.alias)
      await this.add(site)
    } catch (error) {
      log.write('warning', `${site.alias} was not taken in anew: ${(error as Error).message}`)
    } finally {
      this.#readmitting.delete(site.alias)
    }
  }

  async #change(change: MembershipChange): Promise<void> {
    const member = this.#member
    const index = member.raft.proposeMembership(change)
    if (index === 'not leader') throw new NotLeader(member.leader())
    if (typeof index === 'string') throw new Error(`The controllers can't be changed now: ${index}.`)
    const outcome = member.waiting.proposal(index, member.raft.term)
    member.wake()
    await outcome
  }

  /** @throws PeerError `timeout`, and what the condition throws. */
  async #until(condition: () => boolean): Promise<void> {
    const member = this.#member
    const ticks = member.ticks(member.settings.patience)
    for (let tick = 0; tick < ticks && !member.closed; tick++) {
      if (condition()) return
      await member.sleep(member.tickMilliseconds)
    }
    throw new PeerError('timeout', 'The controllers did not change in time.')
  }
}
