/** A line that shows that a statement is still running, once it took a second; wiped when something else is written. */
export class ProgressLine {
  readonly #write: (text: string) => void
  readonly #every: (milliseconds: number, action: () => void) => () => void
  #stop: (() => void) | null = null
  #shown = false
  #seconds = 0

  constructor(
    write: (text: string) => void,
    every: (milliseconds: number, action: () => void) => () => void,
  ) {
    this.#write = write
    this.#every = every
  }

  start(): void {
    this.#seconds = 0
    this.#stop = this.#every(1000, () => {
      this.#seconds++
      this.#write(`\r\u001b[K${MARKS[this.#seconds % MARKS.length]} ${this.#seconds} s   (Ctrl-C cancels)`)
      this.#shown = true
    })
  }

  /** To be called before anything else is written. */
  wipe(): void {
    if (!this.#shown) return
    this.#write('\r\u001b[K')
    this.#shown = false
  }

  end(): void {
    this.#stop?.()
    this.#stop = null
    this.wipe()
  }
}

const MARKS = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧']
