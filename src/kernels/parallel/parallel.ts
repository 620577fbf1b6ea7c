import type { MessagePort } from 'node:worker_threads'
import { sourceOf } from '../loop-source.ts'
import {
  type Arguments,
  FAILED,
  FINISHED,
  type HelperStart,
  IDLE,
  type Job,
  TICKET,
  takeParts,
} from './job.ts'

// Helpers are threads that run kernels over the same memory. They are started by the first column that is large enough,
// and sleep between jobs. Nobody waits for a helper to begin: all threads, the caller's among them, take part after
// part, so that a machine without a free core is merely not faster.

/** From so many rows on a loop is worth dividing. */
export const MANY_ROWS = 1 << 20

const MOST_HELPERS = 3
// Enough that who begins late or is interrupted holds nobody up; few enough that handing them over costs nothing.
export const PARTS = 8

type Kernel = (...args: never[]) => unknown

/**
 * Calls a kernel once for each part, several at a time; gives what each call gave, as a number. No part may write what
 * another reads or writes, but for elements that it writes alone.
 */
export function inParts(kernel: Kernel, parts: readonly Arguments[]): Float64Array {
  const control = new Int32Array(new SharedArrayBuffer(12))
  const results = new Float64Array(new SharedArrayBuffer(8 * parts.length))
  const job: Job = { source: sourceOf(kernel), parts, control, results }
  for (const helper of (helpers ??= startHelpers())) helper.offer(job)
  takeParts(kernel, job)
  for (;;) {
    const finished = Atomics.load(control, FINISHED)
    if (finished === parts.length) break
    Atomics.wait(control, FINISHED, finished)
  }
  if (Atomics.load(control, FAILED) !== 0) throw new Error(`The kernel ${job.source.name} failed in a part`)
  return results
}

/**
 * Runs a kernel of arrays, scalars and last a number of rows over parts of the rows, if they are many. Gives whether any
 * call gave true.
 */
export function overRows(kernel: Kernel, args: Arguments): boolean {
  const n = args.at(-1) as number
  if (n < MANY_ROWS) return kernel(...(args as never[])) as boolean
  const parts = rowParts(n).map(([from, to]) =>
    args.map((arg, k) =>
      k === args.length - 1 ? to - from : typeof arg === 'object' ? arg.subarray(from, to) : arg,
    ),
  )
  return inParts(kernel, parts).some(hit => hit === 1)
}

/** Rows divided into ranges. Each begins at a multiple of `block`. */
export function rowParts(rows: number, block = 64): [from: number, to: number][] {
  const step = Math.ceil(rows / PARTS / block) * block
  const parts: [number, number][] = []
  for (let from = 0; from < rows; from += step) parts.push([from, Math.min(rows, from + step)])
  return parts
}

class Helper {
  readonly #port: MessagePort
  readonly #signal: Int32Array

  constructor(port: MessagePort, signal: Int32Array) {
    this.#port = port
    this.#signal = signal
  }

  /** Hands it the job unless it is still starting or busy. */
  offer(job: Job): void {
    if (Atomics.compareExchange(this.#signal, IDLE, 1, 0) === 0) return
    this.#port.postMessage(job)
    Atomics.add(this.#signal, TICKET, 1)
    Atomics.notify(this.#signal, TICKET)
  }
}

let helpers: readonly Helper[] | null = null

// None in browsers.
function startHelpers(): Helper[] {
  const builtin = globalThis.process?.getBuiltinModule
  if (!builtin) return []
  const { availableParallelism } = builtin('node:os')
  const { MessageChannel, Worker } = builtin('node:worker_threads')
  const count = Math.min(MOST_HELPERS, availableParallelism() - 1)
  return Array.from({ length: count }, () => {
    const { port1, port2 } = new MessageChannel()
    const start: HelperStart = { port: port2, signal: new Int32Array(new SharedArrayBuffer(8)) }
    const thread = new Worker(new URL('./helper-thread.ts', import.meta.url), {
      workerData: start,
      transferList: [port2],
    })
    thread.unref()
    port1.unref()
    return new Helper(port1, start.signal)
  })
}
