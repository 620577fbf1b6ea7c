import { linearizabilityFault, type Operation } from './checkers/linearizability.ts'
import { outcomeOf } from './outcome.ts'
import type { Timeline } from './timeline.ts'

const PATIENCE = 20_000

/** What a change makes of a state, or why it is refused there: in a word. */
export type Model = (state: string) => { readonly state: string } | { readonly refused: string }

/** What clients asked of one replicated thing and were told, for the checker of linearizability. */
export class History {
  readonly #name: string
  readonly #timeline: Timeline
  readonly #outcomes: Map<string, number>
  readonly #operations: Operation[] = []

  /** @param outcomes counts how often each ending came */
  constructor(name: string, timeline: Timeline, outcomes: Map<string, number>) {
    this.#name = name
    this.#timeline = timeline
    this.#outcomes = outcomes
  }

  /** Notes a change; the work gives null when it is done, and the word of its refusal when it is not. */
  async change(text: string, work: Promise<string | null>, model: Model): Promise<void> {
    await this.#note(
      text,
      work,
      state => stateAfter(model, state),
      refusal => state => {
        const result = model(state)
        if (refusal === null) return 'state' in result ? result.state : null
        // Somebody writes what should go: it stays.
        if (refusal === 'conflict') return state
        return 'refused' in result && result.refused === refusal ? state : null
      },
    )
  }

  /** Notes a look: the work gives the state that it shows. */
  async look(text: string, work: Promise<string>): Promise<void> {
    await this.#note(
      text,
      work,
      state => state,
      shown => state => (state === shown ? state : null),
    )
  }

  /** @throws Error when no order of what happened explains what was told */
  check(): void {
    const fault = linearizabilityFault(this.#operations, '')
    if (fault) throw new Error(`${this.#name}: ${fault}`)
  }

  async #note<T extends string | null>(
    text: string,
    work: Promise<T>,
    unknown: Operation['apply'],
    known: (value: T) => Operation['apply'],
  ): Promise<void> {
    const operation: { -readonly [K in keyof Operation]: Operation[K] } = {
      client: this.#name,
      text,
      called: this.#timeline.now,
      returned: Number.POSITIVE_INFINITY,
      apply: unknown,
    }
    this.#operations.push(operation)
    const outcome = await outcomeOf(this.#timeline, work, PATIENCE)
    const what = text.split(' ')[0]
    const key = `${this.#name} ${what} ${outcome.is === 'done' ? 'answered' : 'unknown'}`
    this.#outcomes.set(key, (this.#outcomes.get(key) ?? 0) + 1)
    if (outcome.is !== 'done') return
    operation.returned = this.#timeline.now
    operation.text += ` → ${outcome.value}`
    operation.apply = known(outcome.value)
  }
}

function stateAfter(model: Model, state: string): string {
  const result = model(state)
  return 'state' in result ? result.state : state
}
