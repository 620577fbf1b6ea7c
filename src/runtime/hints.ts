/** The hints of a query that stand for numbers, as `sql` takes them and scripts print them. */
export const hintFlags: ReadonlyMap<string, number> = new Map([
  ['HINT_LOCAL', 1],
  ['HINT_HASH', 32],
  ['HINT_SNAPSHOT', 64],
  ['HINT_KEEPORDER', 128],
  ['HINT_SEQ', 512],
  ['HINT_NOMERGE', 1024],
  ['HINT_EXPLAIN', 32768],
  ['HINT_SORT', 524288],
])

/** Whether `hints`, names or sums of flags, hold the hint of this name. */
export const isHinted = (hints: readonly string[], name: string) =>
  hints.some(hint => hint === name || (Number(hint) & hintFlags.get(name)!) !== 0)
