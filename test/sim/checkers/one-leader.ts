/** Election safety: at most one leader in a term (Raft paper, figure 3). */
export class OneLeader {
  readonly leaders = new Map<number, string>()

  /** A member says that it leads. Returns whether that is the first word of it. */
  saw(id: string, term: number): boolean {
    const other = this.leaders.get(term)
    if (other !== undefined && other !== id)
      throw new Error(`Term ${term} has two leaders, ${other} and ${id}.`)
    this.leaders.set(term, id)
    return other === undefined
  }
}
