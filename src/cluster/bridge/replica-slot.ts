import { Slot } from '../../runtime/slot.ts'
import type { ReplicaClient } from './replica-client.ts'

/** Where chunks lie, for built-ins. */
export const replicaSlot = new Slot<ReplicaClient>('cluster')
