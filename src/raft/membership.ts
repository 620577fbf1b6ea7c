/** One of the group. */
export interface Member {
  readonly id: string
  /** How to reach it. Raft itself doesn't look at it. */
  readonly address: string
  /** False: a learner, which gets the log but doesn't count. */
  readonly votes: boolean
}

export type MembershipChange =
  | { readonly add: Member }
  | { readonly remove: string }
  /** Makes a learner a voter. */
  | { readonly promote: string }

/** Those that count. */
export function votersOf(members: readonly Member[]): string[] {
  return members.filter(member => member.votes).map(member => member.id)
}

/**
 * The members after a change, in order of their ids; null if it changes nothing. Changes of one voter at a time keep any
 * majority before and any after in touch (Ongaro's dissertation, §4.1).
 */
export function changedMembers(
  members: readonly Member[],
  change: MembershipChange,
): readonly Member[] | null {
  if ('add' in change) {
    if (members.some(member => member.id === change.add.id)) return null
    return [...members, change.add].sort((a, b) => (a.id < b.id ? -1 : 1))
  }
  if ('remove' in change) {
    return members.some(member => member.id === change.remove)
      ? members.filter(member => member.id !== change.remove)
      : null
  }
  const learner = members.find(member => member.id === change.promote && !member.votes)
  return learner ? members.map(member => (member === learner ? { ...member, votes: true } : member)) : null
}

export type Tally = 'won' | 'lost' | 'open'

/** How a vote stands. */
export function tally(voters: readonly string[], votes: ReadonlyMap<string, boolean>): Tally {
  const needed = majority(voters.length)
  const yes = voters.filter(id => votes.get(id) === true).length
  const no = voters.filter(id => votes.get(id) === false).length
  if (yes >= needed) return 'won'
  return voters.length - no < needed ? 'lost' : 'open'
}

/** The largest number that a majority of voters has reached. Of nobody: 0. */
export function reachedByMajority(voters: readonly string[], reached: (id: string) => number): number {
  if (voters.length === 0) return 0
  const descending = voters.map(reached).sort((a, b) => b - a)
  return descending[majority(voters.length) - 1]!
}

function majority(count: number): number {
  return Math.floor(count / 2) + 1
}
