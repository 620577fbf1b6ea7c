import { Worker } from 'node:worker_threads'
import type { ThreadStart } from '../../engine/worker.ts'

/** A thread that loads what scripts run on; the engine then tells it what for. */
export function scriptThread(start: ThreadStart = { scriptIsRead: false }): Worker {
  return new Worker(new URL('./script-worker.ts', import.meta.url), { workerData: start })
}
