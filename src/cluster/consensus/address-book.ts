import type { Member } from '../../raft/membership.ts'
import { parseSite, type Site } from '../site.ts'

/** Where members are: as the membership says, and of others as they were heard, since a member without a log knows none. */
export class AddressBook {
  readonly #members: () => readonly Member[]
  readonly #met = new Map<string, Site>()
  readonly #parsed = new Map<string, Site>()

  constructor(members: () => readonly Member[]) {
    this.#members = members
  }

  /** Somebody was heard. */
  met(site: Site): void {
    this.#met.set(site.alias, site)
  }

  siteOf(id: string | null): Site | null {
    const member = this.#members().find(one => one.id === id)
    return member ? this.#site(member) : (this.#met.get(id ?? '') ?? null)
  }

  /** The members of the group. */
  all(): readonly Site[] {
    return this.#members().map(member => this.#site(member))
  }

  #site({ address }: Member): Site {
    let site = this.#parsed.get(address)
    if (!site) {
      site = parseSite(address)
      this.#parsed.set(address, site)
    }
    return site
  }
}

export function memberAt(site: Site, votes: boolean): Member {
  return { id: site.alias, address: `${site.host}:${site.port}:${site.alias}`, votes }
}
