import type { MessagePort } from 'node:worker_threads'
import type { KernelSource } from '../loop-source.ts'
import type { Data } from '../storage.ts'

/** What kernels are called with: all of it passes between threads, arrays by reference. */
export type Arguments = readonly (Data | number | bigint)[]

/** One kernel to be called once for each part. */
export interface Job {
  readonly source: KernelSource
  readonly parts: readonly Arguments[]
  /** The next part to be taken, how many are done, whether any failed. */
  readonly control: Int32Array
  /** What each call gave, as a number. */
  readonly results: Float64Array
}

const NEXT = 0
export const FINISHED = 1
export const FAILED = 2

/** What a helper is started with: where its jobs come from, and a signal of two words. */
export interface HelperStart {
  readonly port: MessagePort
  readonly signal: Int32Array
}

/** Words of the signal: how many jobs were sent; whether it has none, 1 or 0. */
export const TICKET = 0
export const IDLE = 1

/** Does parts of a job until all are taken. To be called from any number of threads. */
export function takeParts(kernel: (...args: never[]) => unknown, job: Omit<Job, 'source'>): void {
  const { parts, control, results } = job
  for (;;) {
    const part = Atomics.add(control, NEXT, 1)
    if (part >= parts.length) return
    try {
      results[part] = Number(kernel(...(parts[part] as never[])))
    } catch {
      Atomics.store(control, FAILED, 1)
    }
    if (Atomics.add(control, FINISHED, 1) + 1 === parts.length) Atomics.notify(control, FINISHED)
  }
}
