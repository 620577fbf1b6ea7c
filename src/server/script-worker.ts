import { runWorker } from '../engine/worker.ts'
import { builtins } from '../functions/index.ts'

// The file that the engine starts as a worker thread: a session finds here what a single node offers.
runWorker({
  registry: builtins(),
  prepare: () => {},
})
