/** What is measured. The numbers follow the table of required ratios: W1 sums, W2 filters, W3 groups, W5 context, W13 loops, W16 vectors. */
export const workloads = {
  W1a: 'sum and count of a double column',
  W1b: 'average with a tenth missing',
  W2a: 'sum(qty) where price>50 and exchange=… (12 %)',
  W2b: 'sum(qty) where price>50 and sym=… (1 of 5,000)',
  W3a: 'group by exchange (4): sum, wavg, first, last, max',
  W3b: 'group by sym (5,000): the same',
  W3c: 'group by key (1 M): sum',
  W5a: 'context by sym: cumsum, mavg 20, ratios',
  W5b: 'mavg(price, 20)',
  W13: 'script loop, 10⁷ rounds',
  W14: 'fib(27)',
  W16: 'price * spread + price',
} as const

export type WorkloadId = keyof typeof workloads

export const workloadIds = Object.keys(workloads) as WorkloadId[]

/** An engine under measurement, in a process of its own. */
export interface BenchEngine {
  /** Ways to do a workload, best of which counts; none if the engine can't do it. */
  variants(id: WorkloadId): readonly string[]
  /** Makes the table; not measured. */
  load(): Promise<void>
  /** Does the work once. */
  run(id: WorkloadId, variant: string): Promise<void>
  /** Numbers that tell whether the result is right, NaN where an engine need not agree. Every engine gives the same ones. */
  answer(id: WorkloadId, variant: string): Promise<number[]>
  /** Milliseconds of the last run as the engine itself measured them, when starting it would be measured otherwise. */
  ownTime?(): number
}

/**
 * The numbers of `answer`: W1 and W2 the results; W3 groups, then of each result column the sum over groups (sum, wavg, first, last, max);
 * W5 the sum of each column, nulls left out; W13 and W14 the result; W16 the sum.
 */
export const exampleSymbol = { sym: 'S12345', exchange: 'X1' } as const
