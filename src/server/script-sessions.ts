import { nodeBuiltins } from '../cluster/builtins.ts'
import { provideServices } from '../cluster/session-services.ts'
import { runWorker } from '../engine/worker.ts'

/** Serves sessions in this thread until it is ended. */
export function startScriptWorker(): void {
  runWorker({ registry: nodeBuiltins(), prepare: provideServices })
}
