/** Jobs that a worker is given at a time, so that it needn't wait for the next one: see Turns. */
export const MOST_GIVEN = 8

const FREE = 0
const CANCELLING = -(2 ** 31)
const LAST = 2 ** 31 - 1

/** The words of a worker's turns, in shared memory. */
export const turnWords = () => new Int32Array(new SharedArrayBuffer(4 * MOST_GIVEN))

/**
 * Which of the jobs that a worker was given are begun. Each has a turn, a number that no other has, nor itself if it is given
 * once more. Main thread and worker change the words (a turn: it is to come; its negative: it has come) only if they are as
 * they think: so a job is either begun or withdrawn, and a cancellation reaches the job it was meant for and none behind it.
 */
export class Turns {
  readonly #words: Int32Array
  readonly #cancelFlag: Int32Array
  #last = 0

  constructor(words: Int32Array, cancelFlag: Int32Array) {
    this.#words = words
    this.#cancelFlag = cancelFlag
  }

  // ---------------------------------------------------------------------- the main thread

  /** The turn of a job that is about to be posted; there are at most MOST_GIVEN whose end wasn't reported. */
  give(): number {
    this.#last = this.#last === LAST ? 1 : this.#last + 1
    Atomics.store(this.#words, this.#placeOf(FREE), this.#last)
    return this.#last
  }

  /** Takes back a job that isn't begun. False: it is, or has ended. */
  withdraw(turn: number): boolean {
    return this.#change(turn, FREE)
  }

  /** Tells a job to stop that is begun. False: it has ended. */
  cancel(turn: number): boolean {
    if (!this.#change(-turn, CANCELLING)) return false
    Atomics.store(this.#cancelFlag, 0, 1)
    // It may be asleep.
    Atomics.notify(this.#cancelFlag, 0)
    return true
  }

  // ---------------------------------------------------------------------- the worker

  /** False: it was withdrawn. */
  begin(turn: number): boolean {
    return this.#change(turn, -turn)
  }

  /** Before the end of a job is reported: what is told to stop from now on is another. */
  end(turn: number): void {
    if (this.#change(-turn, FREE)) return
    const place = this.#placeOf(CANCELLING)
    if (place < 0) return
    // The main thread is between its two steps, if it hasn't done both.
    while (Atomics.load(this.#cancelFlag, 0) === 0);
    Atomics.store(this.#cancelFlag, 0, 0)
    Atomics.store(this.#words, place, FREE)
  }

  #placeOf(word: number): number {
    for (let i = 0; i < this.#words.length; i++) if (Atomics.load(this.#words, i) === word) return i
    return -1
  }

  #change(from: number, to: number): boolean {
    const place = this.#placeOf(from)
    return place >= 0 && Atomics.compareExchange(this.#words, place, from, to) === from
  }
}
