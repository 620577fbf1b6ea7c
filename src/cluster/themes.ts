import * as backups from './backup/backup-functions.ts'
import * as backupReports from './backup/backup-reports.ts'
import * as restores from './backup/restore-functions.ts'
import * as dataSources from './data-sources/data-source-functions.ts'
import * as mapReduce from './data-sources/map-reduce.ts'
import * as repartition from './data-sources/repartition-functions.ts'
import * as catalogs from './functions/catalog.ts'
import * as chunks from './functions/chunk.ts'
import * as columns from './functions/column.ts'
import * as databases from './functions/database.ts'
import * as loadBySql from './functions/load-by-sql.ts'
import * as loadTextEx from './functions/load-text-ex.ts'
import * as objectFiles from './functions/object-files.ts'
import * as parts from './functions/part-functions.ts'
import * as partitions from './functions/partition.ts'
import * as paths from './functions/path.ts'
import * as recovery from './functions/recovery.ts'
import * as replicas from './functions/replica.ts'
import * as replication from './functions/replication.ts'
import * as schema from './functions/schema.ts'
import * as staticTables from './functions/static-table.ts'
import * as status from './functions/status.ts'
import * as tables from './functions/table.ts'
import * as tablets from './functions/tablet.ts'
import * as textParts from './functions/text-parts.ts'
import * as upserts from './functions/upsert.ts'
import * as volumes from './functions/volume.ts'

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
  staticTables,
  tablets,
  volumes,
  backups,
  backupReports,
  restores,
]
