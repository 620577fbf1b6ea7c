/** How deep calls may nest: each level has threads of its own, so that no call waits for one that waits for it. */
export const LEVELS = 6

/** The pool of a level's threads. */
export const poolOfLevel = (level: number): string => `calls ${level}`

/** The level of what runs in a pool: 0 for clients and batch jobs. */
export const levelOfPool = (pool: string): number => (pool.startsWith('calls ') ? Number(pool.slice(6)) : 0)

/** Threads of a level; fewer, the deeper it is. */
export const threadsOfLevel = (level: number, workers: number): number =>
  Math.max(1, Math.ceil(workers / 2 ** (level - 1)))

/** All levels' pools, for the engine. */
export const callPools = (workers: number): Record<string, number> =>
  Object.fromEntries(
    Array.from({ length: LEVELS }, (_, i) => [poolOfLevel(i + 1), threadsOfLevel(i + 1, workers)]),
  )
