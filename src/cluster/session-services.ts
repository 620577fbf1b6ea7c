import type { Bridge } from '../engine/bridge.ts'
import type { Context } from '../runtime/context.ts'
import { queries } from '../runtime/query.ts'
import { queryRunner } from '../sql/runner.ts'
import { StoreClient, storeSlot } from './store-client.ts'

/** Gives a session what a node has to offer: SQL, and the store behind the bridge. */
export function provideServices(context: Context, bridge: Bridge): void {
  context.provide(queries, queryRunner)
  context.provide(storeSlot, new StoreClient(bridge))
}
