import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { makeCase } from './cases.ts'
import type { Complaint, FuzzStart } from './fuzz-worker.ts'

const hangAfter = 10_000
const lookEvery = 500
// What stands in place of a case's number while a worker loads the engine.
const notStarted = -1

export interface FuzzRange {
  readonly seed: number
  readonly from: number
  readonly to: number
}

/** Runs cases in all processors; gives what was found, in order, at most `limit` of it. */
export async function fuzz({ seed, from, to }: FuzzRange, limit = 20): Promise<Complaint[]> {
  const found: Complaint[] = []
  const step = Math.min(availableParallelism(), 8)
  const lanes = Array.from({ length: step }, async (_, lane) => {
    let next = from + lane
    while (next < to && found.length < limit) next = await runLane({ seed, from: next, to, step }, found)
  })
  await Promise.all(lanes)
  return found.sort((a, b) => a.index - b.index).slice(0, limit)
}

/** Runs one worker until it is done, hangs or dies; gives where to go on. */
function runLane(range: Omit<FuzzStart, 'progress'>, found: Complaint[]): Promise<number> {
  const progress = new Int32Array(new SharedArrayBuffer(4)).fill(notStarted)
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
    workerData: { ...range, progress } satisfies FuzzStart,
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
      resolve(next)
    }
    let seen = progress[0]
    let since = Date.now()
    const timer = setInterval(() => {
      if (progress[0] !== seen || seen === notStarted) {
        seen = progress[0]
        since = Date.now()
      } else if (Date.now() - since > hangAfter) {
        blame('it hangs')
        end(underWay() + range.step)
        void worker.terminate()
      }
    }, lookEvery)
    worker.on('error', error => {
      blame(`the thread died: ${error.message}`)
      end(underWay() + range.step)
    })
    worker.on('exit', () => end(range.to))
  })
}
