/** Goes through cases one by one; the case it is at stands in shared memory, so that a hang can be told. */
import { parentPort, workerData } from 'node:worker_threads'
import { limitMemory } from '../../src/values/memory.ts'
import { kinds, makeCase } from './cases.ts'
import { parserComplaint } from './parser-oracle.ts'
import { runComplaint } from './run-oracle.ts'

export interface FuzzStart {
  readonly seed: number
  readonly from: number
  readonly to: number
  /** This worker does every `step`th case. */
  readonly step: number
  /** Element 0: the number of the case under way. Element 1: how many are done. */
  readonly progress: Int32Array
  /** Set to stop the case under way. */
  readonly cancelFlag: Int32Array<SharedArrayBuffer>
}

export interface Complaint {
  readonly index: number
  readonly text: string
  readonly complaint: string
}

const LARGEST_COLUMN = 1 << 26

const { seed, from, to, step, progress, cancelFlag } = workerData as FuzzStart

// A script that wants more is told so: see the engine's worker.
limitMemory(() => LARGEST_COLUMN)

// The first script loads much: that is no case's time.
runComplaint('select sum(x) from table(1 2 3 as x)')

for (let index = from; index < to; index += step) {
  Atomics.store(progress, 0, index)
  Atomics.store(cancelFlag, 0, 0)
  const { kind, text } = makeCase(seed, index)
  const { read, run } = kinds[kind]
  const complaint =
    (read ? parserComplaint(text) : undefined) ?? (run ? runComplaint(text, cancelFlag) : undefined)
  if (complaint) parentPort!.postMessage({ index, text, complaint } satisfies Complaint)
  progress[1]++
}
