/** How the controllers look after partitions; DolphinDB's names of the parameters stand above each. */
export interface ControllerSettings {
  /** dfsReplicationFactor */
  readonly factor: number
  /** dfsReplicaReliabilityLevel */
  readonly reliability: 0 | 1 | 2
  /** dfsChunkNodeHeartBeatTimeout, in milliseconds. */
  readonly heartbeatTimeout: number
  /** dfsRecoveryWaitTime, in milliseconds: after so long a lost replica is made anew elsewhere; 0: never. */
  readonly recoveryWait: number
  /** dfsRecoveryConcurrency */
  readonly recoveries: number
  /** dfsRebalanceConcurrency */
  readonly rebalances: number
}

export const usualController: ControllerSettings = {
  factor: 2,
  reliability: 0,
  heartbeatTimeout: 8000,
  recoveryWait: 0,
  recoveries: 4,
  rebalances: 4,
}
