import { Worker } from 'node:worker_threads'

/** A thread that loads what scripts run on; the engine then tells it what for. */
export function scriptThread(): Worker {
  return new Worker(new URL('./script-worker.ts', import.meta.url))
}
