import type { Select } from '../../grammar/tree/ast.ts'
import type { Context } from '../runtime/context.ts'
import { isHinted } from '../runtime/hints.ts'
import { Matrix } from '../values/forms/matrix.ts'
import { Table } from '../values/forms/table.ts'
import type { Value } from '../values/value.ts'

/** What is known of a step beside its duration. */
type Facts = Readonly<Record<string, unknown>>

/** What a query tells of its steps while it runs. */
export interface Trace {
  /** Runs a step; steps that run within it are told as its own. `tell` says what came of it. */
  step<T>(name: string, action: () => T, tell?: (result: T) => Facts): T
  /** Runs what a step does for one partition. */
  part<T>(path: string, action: () => T): T
}

/** For queries that nobody asked to be explained. */
export const untraced: Trace = { step: (_, action) => action(), part: (_, action) => action() }

/** Whether the query is to give, instead of its result, how it was run: HINT_EXPLAIN by name or among the flags of a number. */
export const isExplained = (query: Select) => isHinted(query.hints, 'HINT_EXPLAIN')

/** Runs a query with a trace and gives what it told as JSON, durations in microseconds. */
export function explain(context: Context, run: (trace: Trace) => Value): string {
  const trace = new QueryTrace(context.surroundings.monotonic)
  return JSON.stringify({ measurement: 'microsecond', explain: trace.whole(run) }, null, 2)
}

const rowsOf = (value: Value) => (value instanceof Table || value instanceof Matrix ? value.rows : 1)

// A step that runs again adds to its duration, and what is known of it is what it told last.
class Step {
  nanoseconds = 0n
  facts: Facts = {}
  readonly steps = new Map<string, Step>()
  readonly parts: { readonly path: string; readonly step: Step }[] = []

  told(): Facts {
    const steps = Object.fromEntries([...this.steps].map(([name, step]) => [name, step.told()]))
    return { ...this.#partsTold(), ...steps, ...this.facts, cost: Number(this.nanoseconds / 1000n) }
  }

  // Of many partitions only those that took the most and the least time.
  #partsTold(): Facts {
    const byDuration = this.parts.toSorted((a, b) => Number(b.step.nanoseconds - a.step.nanoseconds))
    const [most, least] = [byDuration[0], byDuration.at(-1)]
    if (!most || !least) return {}
    const told = ({ path, step }: typeof most) => ({ partition: path, explain: step.told() })
    return { partitions: { read: byDuration.length }, detail: { most: told(most), least: told(least) } }
  }
}

class QueryTrace implements Trace {
  readonly #monotonic: () => bigint
  // The step that is running.
  #open = new Step()

  constructor(monotonic: () => bigint) {
    this.#monotonic = monotonic
  }

  whole(run: (trace: Trace) => Value): Facts {
    const root = this.#open
    this.#measure(
      root,
      () => run(this),
      value => ({ rows: rowsOf(value) }),
    )
    return root.told()
  }

  step<T>(name: string, action: () => T, tell?: (result: T) => Facts): T {
    const step = this.#open.steps.get(name) ?? new Step()
    this.#open.steps.set(name, step)
    return this.#measure(step, action, tell)
  }

  part<T>(path: string, action: () => T): T {
    const step = new Step()
    this.#open.parts.push({ path, step })
    return this.#measure(step, action)
  }

  #measure<T>(step: Step, action: () => T, tell?: (result: T) => Facts): T {
    const around = this.#open
    this.#open = step
    const start = this.#monotonic()
    const result = action()
    step.nanoseconds += this.#monotonic() - start
    this.#open = around
    if (tell) step.facts = tell(result)
    return result
  }
}
