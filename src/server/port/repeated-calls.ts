import type { Outcome } from '../../engine/jobs/job.ts'

// What a call gave is kept as long as it is small: writes give little. What gave much was a question, and is asked again.
const MOST_CALLS = 100_000
const LARGEST_KEPT = 1 << 16

/**
 * Calls by client and number, so that one which a client repeats, since it lost the answer, isn't run twice. In memory:
 * on another node, and after a restart, a repeated call is a new one. Where a write's outcome is kept with its
 * transaction, that takes the place of this.
 */
export class RepeatedCalls {
  // The oldest comes first.
  readonly #calls = new Map<string, Promise<Outcome>>()

  /** The outcome of the call: of its first run where `sequence` is negative and that is known, else of running it now. */
  outcome(client: string, sequence: number, run: () => Promise<Outcome>): Promise<Outcome> {
    if (client === '' || sequence === 0) return run()
    const key = `${client} ${Math.abs(sequence)}`
    const known = sequence < 0 ? this.#calls.get(key) : undefined
    if (known) return known
    const running = run()
    this.#keep(key, running)
    void running.then(
      outcome => {
        // A failed call did nothing, as far as can be told: repeating it is right.
        if (!outcome.ok || !isSmall(outcome.value)) this.#calls.delete(key)
      },
      () => this.#calls.delete(key),
    )
    return running
  }

  #keep(key: string, running: Promise<Outcome>): void {
    this.#calls.delete(key)
    this.#calls.set(key, running)
    if (this.#calls.size <= MOST_CALLS) return
    const [oldest] = this.#calls.keys()
    this.#calls.delete(oldest!)
  }
}

// A transferred value: records of numbers, texts and columns.
function isSmall(value: unknown): boolean {
  let left = LARGEST_KEPT
  const visit = (part: unknown): boolean => {
    if (ArrayBuffer.isView(part)) left -= part.byteLength
    else if (typeof part === 'string') left -= part.length
    else if (typeof part === 'object' && part !== null) {
      left -= 16
      for (const inner of Object.values(part)) if (left < 0 || !visit(inner)) return false
    } else left -= 8
    return left >= 0
  }
  return visit(value)
}
