/** How many parts a query reads, and how many of them it has done. Zero parts: nothing that has parts runs. */
export interface Progress {
  readonly total: number
  readonly done: number
}

const TOTAL = 0
const DONE = 1

/** Two words that a thread writes and others look at. */
export const progressWords = () => new Int32Array(new SharedArrayBuffer(8))

export function beginProgress(words: Int32Array, total: number): void {
  Atomics.store(words, DONE, 0)
  Atomics.store(words, TOTAL, total)
}

export function addProgress(words: Int32Array, parts: number): void {
  Atomics.add(words, DONE, parts)
}

export function readProgress(words: Int32Array): Progress {
  const total = Atomics.load(words, TOTAL)
  return { total, done: Math.min(total, Atomics.load(words, DONE)) }
}
