import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import type { TableRecord } from '../../storage/catalog/table-record.ts'
import { chunkPathOf } from '../controller/chunk-lock.ts'
import type { BackupPart, TableBackup } from './backup-folder.ts'

/** `dfs://db/20170807/0_50/table`: a partition's place, as users are told it. */
export const dfsPathOf = (database: DatabaseRecord, table: TableRecord, path: string) =>
  `dfs:/${chunkPathOf({ ...table, database: database.path }, path)}`

/**
 * The partitions that a path with wildcards means (`%`: any characters, `?`: one): `/db/20170807/0_50`, `%/20170807/0_50`, with the
 * table's name behind or without, or a path within the database.
 */
export function partsLike({ database, table, parts }: TableBackup, pattern: string): BackupPart[] {
  const escaped = pattern.replaceAll(/[\\^$.*+()[\]{}|]/g, '\\$&')
  const test = new RegExp(`^${escaped.replaceAll('%', '.*').replaceAll('?', '.')}$`, 'su')
  return parts.filter(({ path }) => {
    const whole = chunkPathOf({ ...table, database: database.path }, path)
    const within = `/${path}`
    return [whole, whole.slice(0, -table.name.length - 1), within, `${within}/${table.name}`].some(each =>
      test.test(each),
    )
  })
}

/** The partition at a path within the database. */
export const partAt = ({ parts }: TableBackup, path: string): BackupPart | undefined =>
  parts.find(part => part.path === path.replace(/^\/+|\/+$/g, ''))
