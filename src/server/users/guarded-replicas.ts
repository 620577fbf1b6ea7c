import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Access } from './access.ts'

// What moves or deletes replicas, by the function that asks for it; looking is for everybody.
const NAMES: Readonly<Record<string, string>> = {
  copy: 'copyReplicas',
  delete: 'deleteReplicas',
  rebalance: 'rebalanceChunksAmongDataNodes',
  restoreDislocated: 'restoreDislocatedTablet',
  volumes: 'getClusterVolumeUsage',
  balanceVolumes: 'rebalanceChunksWithinDataNode',
  recoveryWorkers: 'getRecoveryWorkerNum and resetRecoveryWorkerNum',
  cancel: 'cancelRecoveryTask and cancelRebalanceTask',
  concurrency: 'Concurrency of recoveries and moves',
  triggerReport: 'triggerNodeReport',
  setSuspended: 'suspendRecovery and resumeRecovery',
}

/** The service of replicas, for administrators where it changes something. */
export function guardedReplicas(
  replicas: Service,
  access: () => Promise<Access>,
  userOf: (job: number) => string,
): Service {
  return Object.fromEntries(
    Object.entries(replicas).map(([name, method]) => [
      name,
      async (job: number, ...args: never[]) => {
        if (name !== 'inspect') (await access()).requireAdmin(userOf(job), NAMES[name] ?? name)
        return method(job, ...args)
      },
    ]),
  )
}
