import { Slot } from '../../runtime/slot.ts'
import type { StoreClient } from './store-client.ts'

/** The node's store, for built-ins. */
export const storeSlot = new Slot<StoreClient>('distributed file system')
