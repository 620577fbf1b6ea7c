import type { PartitionLevel } from '../partitions/level.ts'
import { type LevelRecord, levelOfRecord, MOST_LEVELS, recordOfLevel } from '../partitions/scheme.ts'
import { StorageError } from '../storage-error.ts'

export type Engine = 'OLAP' | 'TSDB' | 'PKEY' | 'IOTDB' | 'IMOLTP'

/** A database as users made it. Immutable: a change makes another. */
export interface DatabaseRecord {
  /** `dfs://name`. */
  readonly path: string
  /** One level, or up to three of a COMPO scheme. */
  readonly levels: readonly PartitionLevel[]
  readonly engine: Engine
  readonly atomic: 'TRANS' | 'CHUNK'
  readonly chunkGranularity: 'TABLE' | 'DATABASE'
  readonly owner: string
}

/** @throws StorageError `invalid` */
export function checkDatabase({ path, levels, engine, chunkGranularity }: DatabaseRecord): void {
  if (!/^[a-z]+:\/\/[^\p{C}]+$/u.test(path)) {
    throw new StorageError('invalid', `"${path}" is no path of a database; one looks like dfs://name`)
  }
  if (levels.length < 1 || levels.length > MOST_LEVELS) {
    throw new StorageError(
      'invalid',
      `A database has one to ${MOST_LEVELS} levels of partitions, not ${levels.length}`,
    )
  }
  if (engine === 'IOTDB' && chunkGranularity === 'DATABASE')
    throw new StorageError('invalid', "An IOTDB database can't have chunkGranularity='DATABASE'")
  if (levels.length > 1 && levels.some(level => level.kind === 'SEQ')) {
    throw new StorageError('invalid', 'A COMPO partition scheme cannot contain SEQ')
  }
}

export function databaseToJson(record: DatabaseRecord): string {
  return JSON.stringify({ ...record, levels: record.levels.map(recordOfLevel) })
}

export function databaseFromJson(text: string): DatabaseRecord {
  const record = JSON.parse(text)
  return { ...record, levels: record.levels.map((level: LevelRecord) => levelOfRecord(level)) }
}
