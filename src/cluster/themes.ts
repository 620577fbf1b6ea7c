import * as backups from './backup/backup-functions.ts'
import * as backupReports from './backup/backup-reports.ts'
import * as restores from './backup/restore-functions.ts'
import * as catalogs from './catalog-functions.ts'
import * as chunks from './chunk-functions.ts'
import * as columns from './column-functions.ts'
import * as dataSources from './data-sources/data-source-functions.ts'
import * as mapReduce from './data-sources/map-reduce.ts'
import * as repartition from './data-sources/repartition-functions.ts'
import * as databases from './database-functions.ts'
import * as loadBySql from './load-by-sql.ts'
import * as loadTextEx from './load-text-ex.ts'
import * as objectFiles from './object-files.ts'
import * as parts from './part-functions.ts'
import * as partitions from './partition-functions.ts'
import * as paths from './path-functions.ts'
import * as recovery from './recovery-functions.ts'
import * as replicas from './replica-functions.ts'
import * as replication from './replication-functions.ts'
import * as schema from './schema.ts'
import * as status from './status-functions.ts'
import * as tables from './table-functions.ts'
import * as tablets from './tablet-functions.ts'
import * as textParts from './text-parts.ts'
import * as upserts from './upsert.ts'
import * as volumes from './volume-functions.ts'

/** What a node with a store adds to the language. A theme is a module whose exported built-ins are registered. */
export const themes: readonly Readonly<Record<string, unknown>>[] = [
  databases,
  catalogs,
  tables,
  columns,
  partitions,
  parts,
  dataSources,
  mapReduce,
  repartition,
  paths,
  objectFiles,
  loadBySql,
  loadTextEx,
  textParts,
  upserts,
  schema,
  chunks,
  recovery,
  replicas,
  replication,
  status,
  tablets,
  volumes,
  backups,
  backupReports,
  restores,
]
