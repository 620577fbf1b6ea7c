/** The machine has stopped: nothing that was under way will be answered. */
export class Crashed extends Error {
  constructor(operation: string) {
    super(`crashed at ${operation}`)
    this.name = 'Crashed'
  }
}

type Verdict = 'go' | 'crash' | Error

/** Counts the operations of a simulated machine and decides which of them go wrong. */
export class Faults {
  /** Every operation asked for, in order. */
  readonly operations: string[] = []
  crashed = false
  /** How long an operation takes; a moment, unless told otherwise. */
  pause: (operation: string) => Promise<void> = () => Promise.resolve()
  #judge: (operation: string, number: number) => Verdict = () => 'go'

  /** Crashes before operation `number` (from 0) takes effect, and for good. */
  crashAt(number: number): void {
    this.#judge = (_, at) => (at >= number ? 'crash' : 'go')
  }

  /** Refuses operations with an error of the caller's making; undefined lets one pass. */
  refuse(decide: (operation: string, number: number) => Error | undefined): void {
    this.#judge = (operation, at) => decide(operation, at) ?? 'go'
  }

  heal(): void {
    this.#judge = () => 'go'
  }

  /** To be awaited before an operation takes effect. */
  async step(operation: string): Promise<void> {
    if (!this.crashed) {
      const verdict = this.#judge(operation, this.operations.length)
      this.operations.push(operation)
      // Others get their turn, as they would while a disk works.
      await this.pause(operation)
      if (verdict instanceof Error) throw verdict
      if (verdict === 'crash') this.crashed = true
    }
    if (this.crashed) throw new Crashed(operation)
  }
}
