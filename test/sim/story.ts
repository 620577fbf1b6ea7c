/** What happened in a story. */
export interface Told {
  /** Simulated milliseconds. */
  readonly milliseconds: number
  /** By kind. */
  readonly faults: ReadonlyMap<string, number>
  /** Messages, operations, and so on: by kind. */
  readonly counts: ReadonlyMap<string, number>
}

/** Takes a line for each thing that happens. */
export type Trace = (line: string) => void

/** Tells what happens to a world from a seed. Throws when something comes out that may not. */
export type Story = (seed: number, trace?: Trace | null) => Promise<Told>
