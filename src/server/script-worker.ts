import { nodeBuiltins } from '../cluster/builtins.ts'
import { StoreClient, storeSlot } from '../cluster/store-client.ts'
import { runWorker } from '../engine/worker.ts'
import { queries } from '../runtime/query.ts'
import { queryRunner } from '../sql/runner.ts'

// The file that the engine starts as a worker thread: what a session finds on a single node.
runWorker({
  registry: nodeBuiltins(),
  prepare(context, bridge) {
    context.provide(queries, queryRunner)
    context.provide(storeSlot, new StoreClient(bridge))
  },
})
