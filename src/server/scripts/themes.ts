import * as nodeCalls from '../calls/call-functions.ts'
import * as connections from '../connections/connection-functions.ts'
import * as batchJobs from '../jobs/batch-functions.ts'
import * as consoleJobs from '../jobs/console-functions.ts'
import * as schedules from '../jobs/schedule-functions.ts'
import * as sessions from '../sessions/session-functions.ts'
import * as cluster from '../status/cluster-functions.ts'
import * as identity from '../status/identity-functions.ts'
import * as performance from '../status/performance-functions.ts'
import * as plugins from '../status/plugin-functions.ts'
import * as streaming from '../status/streaming-functions.ts'
import * as persistence from '../streams/persistence-functions.ts'
import * as publishing from '../streams/publish-functions.ts'
import * as streamingStatistics from '../streams/statistics-functions.ts'
import * as streamTables from '../streams/stream-table-functions.ts'
import * as subscribing from '../streams/subscribe-functions.ts'
import * as logins from '../users/login-functions.ts'
import * as privileges from '../users/privilege-functions.ts'
import * as users from '../users/user-functions.ts'
import * as views from '../views/view-functions.ts'

/** What a node adds to the language beside databases: people and what they run. */
export const themes: readonly Readonly<Record<string, unknown>>[] = [
  identity,
  cluster,
  logins,
  users,
  privileges,
  sessions,
  consoleJobs,
  performance,
  streaming,
  streamingStatistics,
  publishing,
  persistence,
  streamTables,
  subscribing,
  plugins,
  nodeCalls,
  connections,
  batchJobs,
  schedules,
  views,
]
