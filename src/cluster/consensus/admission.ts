import type { Site } from '../site.ts'
import { memberAt } from './address-book.ts'
import { mayFound } from './founding.ts'
import type { Member } from './member.ts'
import type { Standing } from './peer-message.ts'

// How long a disk that refuses is left alone before the next attempt.
const RETRY = 100

/** How a member that has nothing comes to take part: it founds the group with others, or is taken into it. */
export class Admission {
  readonly #member: Member
  /** Called when the store holds what it takes part with. */
  readonly #admitted: () => void
  #admitting = false

  constructor(member: Member, admitted: () => void) {
    this.#member = member
    this.#admitted = admitted
  }

  get standing(): Standing {
    if (this.#member.blank) return 'blank'
    return this.#member.raft.log.last.index === 0 ? 'founded' : 'group'
  }

  /** Founds the group at once if nobody else founds it; else when that may be. */
  async begin(founders: readonly Site[]): Promise<void> {
    const { blank, alias } = this.#member
    if (blank && founders.length === 1 && founders[0]!.alias === alias) await this.#found(founders)
    else if (blank && founders.some(site => site.alias === alias)) void this.#foundTogether(founders)
  }

  async #found(founders: readonly Site[]): Promise<void> {
    const members = founders.map(site => memberAt(site, true))
    await this.#member.store.found(members.sort((a, b) => (a.id < b.id ? -1 : 1)))
    this.#admitted()
  }

  // If there is a group already, this one was of it, and waits to be taken in again.
  async #foundTogether(founders: readonly Site[]): Promise<void> {
    const member = this.#member
    const { peers, host, settings } = member
    const over = () => !member.blank || member.closed
    while (!over()) {
      try {
        if (await mayFound(founders, peers, host.clock, settings.election, over)) await this.#found(founders)
        return
      } catch (error) {
        // A disk that refuses is asked again, as it is later.
        host.log.write('error', `The controllers' log can't be made: ${(error as Error).message}`)
        await member.sleep(RETRY)
      }
    }
  }

  /** A leader says that the group has taken this member in. */
  admit(term: number, from: Site): void {
    const member = this.#member
    if (!member.blank || this.#admitting) return
    this.#admitting = true
    member.store
      .admit(term, from.alias)
      .then(this.#admitted)
      .catch(error =>
        member.host.log.write('error', `The controllers' log can't be written: ${error.message}`),
      )
      .finally(() => {
        this.#admitting = false
      })
  }
}
