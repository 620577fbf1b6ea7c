import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { makeCase } from './cases.ts'
import type { Complaint, FuzzStart } from './fuzz-worker.ts'

// A case that takes long is told to stop, as a user would; it hangs if it doesn't.
const cancelAfter = 1000
const hangAfter = 20_000
const lookEvery = 250
// What stands in place of a case's number while a worker loads the engine.
const notStarted = -1

export interface FuzzRange {
  readonly seed: number
  readonly from: number
  readonly to: number
  /** The most complaints of interest. */
  readonly limit?: number
}

export interface FuzzReport {
  readonly complaints: readonly Complaint[]
  /** How many cases were looked at: all, unless complaints made an end. */
  readonly done: number
}

/** Runs cases in all processors. */
export async function fuzz({ seed, from, to, limit = 20 }: FuzzRange): Promise<FuzzReport> {
  const found: Complaint[] = []
  const slow: number[] = []
  const step = Math.min(availableParallelism(), 8)
  let done = 0
  const lanes = Array.from({ length: step }, async (_, lane) => {
    let next = from + lane
    while (next < to && found.length < limit) {
      const ended = await runLane({ seed, from: next, to, step }, found, index => slow.push(index))
      next = ended.next
      done += ended.done
    }
  })
  await Promise.all(lanes)
  // What is slow beside the others, on a machine that has much else to do, needn't be so alone.
  for (const index of slow) {
    const complain = (text: string) =>
      found.push({ index, text: makeCase(seed, index).text, complaint: text })
    await runLane({ seed, from: index, to: index + 1, step: 1 }, found, () =>
      complain('it hangs, and does not stop when told to'),
    )
  }
  return { complaints: found.sort((a, b) => a.index - b.index).slice(0, limit), done }
}

/** Runs one worker until it is done, hangs or dies; gives where to go on, and how many cases it did. */
function runLane(
  range: Omit<FuzzStart, 'progress' | 'cancelFlag'>,
  found: Complaint[],
  onHang: (index: number) => void,
): Promise<{ next: number; done: number }> {
  const progress = new Int32Array(new SharedArrayBuffer(8))
  progress[0] = notStarted
  const cancelFlag = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
    workerData: { ...range, progress, cancelFlag } satisfies FuzzStart,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
  worker.on('message', (complaint: Complaint) => found.push(complaint))
  return new Promise(resolve => {
    const underWay = () => (progress[0] === notStarted ? range.from : progress[0])
    const blame = (complaint: string) => {
      const index = underWay()
      found.push({ index, text: makeCase(range.seed, index).text, complaint })
    }
    const end = (next: number) => {
      clearInterval(timer)
      resolve({ next, done: progress[1] })
    }
    let seen = progress[0]
    let since = Date.now()
    const timer = setInterval(() => {
      if (progress[0] !== seen || seen === notStarted) {
        seen = progress[0]
        since = Date.now()
      } else if (Date.now() - since > hangAfter) {
        onHang(underWay())
        end(underWay() + range.step)
        void worker.terminate()
      } else if (Date.now() - since > cancelAfter) {
        Atomics.store(cancelFlag, 0, 1)
        Atomics.notify(cancelFlag, 0)
      }
    }, lookEvery)
    worker.on('error', error => {
      blame(`the thread died: ${error.message}`)
      end(underWay() + range.step)
    })
    worker.on('exit', () => end(range.to))
  })
}
