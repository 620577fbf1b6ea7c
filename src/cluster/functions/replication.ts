import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import {
  BOOL,
  type DataType,
  INT,
  LONG,
  NANOTIMESTAMP,
  STRING,
  TIME,
  TIMESTAMP,
} from '../../values/data-type.ts'
import { Table } from '../../values/forms/table.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'
import { emptyVector } from '../../values/vectors/build.ts'
import { storeSlot } from '../bridge/store-slot.ts'

// Asynchronous replication from one cluster to another is not there: its tables have DolphinDB's columns and no rows, so that what
// watches clusters works, and what would begin it says so.

type Columns = Readonly<Record<string, DataType>>

const TASK: Columns = { taskId: LONG, tid: LONG, groupId: LONG }
const TARGET: Columns = { dbName: STRING, tableName: STRING, srcIP: STRING, srcPort: INT }

const shown = (name: string, signature: string, what: string, columns: Columns) =>
  define({
    name,
    signature,
    kind: 'system',
    doc: `${what}: none, as no cluster is replicated to another here.`,
    examples: [[`${name}().size()`, '0']],
    run: () => new Table(Object.keys(columns), Object.values(columns).map(emptyVector)),
  })

export const getMasterReplicationStatus = shown(
  'getMasterReplicationStatus',
  'getMasterReplicationStatus([limit=-1])',
  'Tasks that a master cluster has for its slaves',
  { ...TASK, operationType: STRING, submitTime: NANOTIMESTAMP, ...TARGET, isTruncated: BOOL },
)

export const getSlaveReplicationStatus = shown(
  'getSlaveReplicationStatus',
  'getSlaveReplicationStatus([limit=-1])',
  'Tasks that a slave cluster has from its master',
  {
    taskId: LONG,
    masterTid: LONG,
    groupId: LONG,
    executionSet: INT,
    queueId: INT,
    operationType: STRING,
    createTime: NANOTIMESTAMP,
    ...TARGET,
    finishTime: NANOTIMESTAMP,
    executionNode: STRING,
    state: STRING,
    details: STRING,
  },
)

export const getSlaveReplicationQueueStatus = shown(
  'getSlaveReplicationQueueStatus',
  'getSlaveReplicationQueueStatus()',
  'Queues in which a slave cluster carries out what its master did',
  {
    executionSet: INT,
    queueId: INT,
    unfinishedTasks: INT,
    executionGroupId: INT,
    executionNode: STRING,
    executionTime: TIME,
    status: STRING,
  },
)

export const getSlaveReplicationExecutionStatus = shown(
  'getSlaveReplicationExecutionStatus',
  'getSlaveReplicationExecutionStatus()',
  'What the threads of a slave cluster’s data node are carrying out',
  { executionSet: INT, worker: INT, taskId: LONG, state: STRING },
)

export const getRecentSlaveReplicationInfo = shown(
  'getRecentSlaveReplicationInfo',
  'getRecentSlaveReplicationInfo()',
  'Slave clusters, and what each did last',
  {
    connectedController: STRING,
    allControllersInRaft: STRING,
    lastFinishedTaskId: LONG,
    lastPullTime: TIMESTAMP,
  },
)

export const getDatabaseClusterReplicationStatus = define({
  name: 'getDatabaseClusterReplicationStatus',
  signature: 'getDatabaseClusterReplicationStatus()',
  kind: 'system',
  doc: 'All databases (dbName), and whether each is replicated to another cluster (enabled, executionSet): none is.',
  examples: [],
  run: (context: Context) => {
    const paths = context
      .service(storeSlot)
      .databases()
      .map(({ path }) => path)
    return tableOfRows(
      [
        ['dbName', STRING, path => path],
        ['enabled', BOOL, () => 0],
        ['executionSet', INT, () => 0],
      ],
      paths,
    )
  },
})

const refused = (name: string, signature: string) =>
  define({
    name,
    signature,
    kind: 'system',
    doc: 'An error: asynchronous replication from one cluster to another is not there.',
    examples: [],
    run: () => {
      throw new ScriptError(
        `${name}: asynchronous replication from one cluster to another is not there; the replicas within a cluster are all written before a write returns.`,
      )
    },
  })

export const startClusterReplication = refused('startClusterReplication', 'startClusterReplication()')
export const stopClusterReplication = refused('stopClusterReplication', 'stopClusterReplication()')
export const skipClusterReplicationTask = refused(
  'skipClusterReplicationTask',
  'skipClusterReplicationTask(taskIds)',
)
export const setDatabaseForClusterReplication = refused(
  'setDatabaseForClusterReplication',
  'setDatabaseForClusterReplication(dbHandle, option)',
)
export const setDatabaseClusterReplicationExecutionSet = refused(
  'setDatabaseClusterReplicationExecutionSet',
  'setDatabaseClusterReplicationExecutionSet(dbHandle, executionSet)',
)
