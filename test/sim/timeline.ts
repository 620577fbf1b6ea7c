interface Event {
  readonly at: number
  readonly order: number
  readonly callback: () => void
  cancelled: boolean
}

/** Simulated time: what is to happen, in order. Between two events everything that was set going comes to rest. */
export class Timeline {
  /** Milliseconds since the beginning. */
  now = 0
  /** Events that have happened. */
  events = 0
  // A binary heap: the next event first.
  readonly #heap: Event[] = []
  #order = 0

  /** Calls after that many milliseconds, unless the returned function is called before. */
  after(milliseconds: number, callback: () => void): () => void {
    const at = this.now + Math.max(0, milliseconds)
    const event: Event = { at, order: this.#order++, callback, cancelled: false }
    this.#push(event)
    return () => {
      event.cancelled = true
    }
  }

  /** Lets that many milliseconds pass. */
  async run(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds
    await settled()
    for (let next = this.#heap[0]; next && next.at <= end; next = this.#heap[0]) {
      this.#pop()
      if (next.cancelled) continue
      this.now = next.at
      this.events++
      next.callback()
      await settled()
    }
    this.now = end
  }

  /** Lets time pass until the condition holds, which is asked every `step` milliseconds. @throws Error when it takes longer than that. */
  async until(
    condition: () => boolean,
    milliseconds: number,
    what = 'what was waited for',
    step = 5,
  ): Promise<void> {
    const end = this.now + milliseconds
    while (!condition()) {
      if (this.now >= end) throw new Error(`${what} did not happen within ${milliseconds} ms`)
      await this.run(step)
    }
  }

  /** The result of something that takes simulated time. */
  async result<T>(promise: Promise<T>, milliseconds = 60_000): Promise<T> {
    let done = false
    const end = () => {
      done = true
    }
    promise.then(end, end)
    await this.until(() => done, milliseconds, 'the result')
    return promise
  }

  #push(event: Event): void {
    const heap = this.#heap
    let at = heap.push(event) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(event, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = event
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
  }
}

const before = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order)

// Promises that were fulfilled have called whoever waited for them, however long the chain: Node looks into this queue when
// there is nothing left in that of promises. Nothing simulated waits for anything else, so there is no need of a turn of the
// loop of events, which costs more than most events do.
function settled(): Promise<void> {
  return new Promise(resolve => process.nextTick(resolve))
}
