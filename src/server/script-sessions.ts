import { nodeBuiltins } from '../cluster/builtins.ts'
import { StoreClient, storeSlot } from '../cluster/store-client.ts'
import { runWorker } from '../engine/worker.ts'
import { queries } from '../runtime/query.ts'
import { queryRunner } from '../sql/runner.ts'

/** Serves sessions in this thread until it is ended. */
export function startScriptWorker(): void {
  runWorker({
    registry: nodeBuiltins(),
    prepare(context, bridge) {
      context.provide(queries, queryRunner)
      context.provide(storeSlot, new StoreClient(bridge))
    },
  })
}
