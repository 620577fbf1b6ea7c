import { text, texts, truth } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import type { PartitionLevel } from '../../storage/partitions/level.ts'
import { ValueLevel } from '../../storage/partitions/value.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { isLiteral } from '../../values/data-type.ts'
import { NOTHING, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { storeSlot } from '../bridge/store-slot.ts'
import { databaseOf } from './database.ts'

export const dropPartition = define({
  name: 'dropPartition',
  signature:
    'dropPartition(dbHandle, partitionPaths, [tableName], [forceDelete=false], [deleteSchema=false])',
  kind: 'table',
  doc: 'Deletes the rows of partitions, given by paths ("/20200101") or by values of the partition column; of several levels a tuple with values of each. Without a table those of all tables of the database. In a cluster a partition without a good replica on a node that is there, or whose replicas are being recovered, goes only with forceDelete. With deleteSchema also what the scheme says of them: whole partitions of a first level by VALUE, in a database of one table.',
  examples: [
    [
      'db = database("dfs://exampleParts", VALUE, 1..3); t = table(1 2 3 as id); pt = db.createPartitionedTable(t, `pt, `id).append!(t); dropPartition(db, 2, `pt); exec id from pt',
      '[1,3]',
    ],
    [
      'db = database("dfs://exampleLess", VALUE, 1..3); t = table(1 2 3 as id); pt = db.createPartitionedTable(t, `pt, `id).append!(t); dropPartition(db, 2, `pt, deleteSchema=true); schema(db).partitionSchema',
      '[1,3]',
    ],
  ],
  run: (context, handle, partitions, name, forceDelete, deleteSchema) => {
    const usage = 'dropPartition(dbHandle, partitionPaths, [tableName])'
    const force = truth(forceDelete, usage, 'forceDelete', false)
    const database = databaseOf(context, handle, usage)
    const store = context.service(storeSlot)
    const wanted = partitionChooser(database, partitions!, usage)
    const removed = truth(deleteSchema, usage, 'deleteSchema', false)
      ? wholePartitions(database, store.tables(database.path).length, partitions!, usage)
      : []
    const all = name === undefined || (name instanceof Scalar && name.isNull && !isLiteral(name.type))
    const tables = all
      ? store.tables(database.path).filter(({ partitionColumns }) => partitionColumns.length > 0)
      : [{ name: text(name, usage, 'tableName') }]
    for (const table of tables) {
      const paths = store.chunks(database.path, table.name).map(({ path }) => path)
      store.dropPartitions(database.path, table.name, paths.filter(wanted), force)
    }
    if (removed.length > 0) store.removePartitions(database.path, removed)
    return NOTHING
  },
})

// The partitions of the first level to be taken out of the scheme, by name. @throws ScriptError where they must stay
function wholePartitions(
  { path, levels }: DatabaseRecord,
  tables: number,
  partitions: Value,
  usage: string,
): string[] {
  const [first] = levels
  if (!(first instanceof ValueLevel))
    throw new ScriptError(
      `${usage}: deleteSchema is for databases whose first level is VALUE, not ${first?.kind}.`,
    )
  if (tables > 1)
    throw new ScriptError(`${usage}: deleteSchema is for databases of one table, but ${path} has ${tables}.`)
  const paths = pathsOf(partitions, usage)
  const several = levels.length > 1 && partitions instanceof Tuple ? partitions.items : [partitions]
  const isWhole = paths
    ? paths.every(each => !each.includes('/'))
    : several.slice(1).every(value => value instanceof Scalar && value.isNull)
  const names = paths ?? [...(namesOf(first, several[0]!) ?? [])]
  if (!isWhole || names.length === 0)
    throw new ScriptError(
      `${usage}: with deleteSchema, partitionPaths should name whole partitions of the first level.`,
    )
  return names
}

/**
 * Whether a partition, by its path within the database, is among those asked for: by paths that begin with a slash, or by values of
 * the partition columns, of several levels a tuple with values of each. @throws ScriptError
 */
export function partitionChooser(
  { levels }: DatabaseRecord,
  partitions: Value,
  usage: string,
): (path: string) => boolean {
  const paths = pathsOf(partitions, usage)
  if (paths) return path => paths.some(each => path === each || path.startsWith(`${each}/`))
  const perLevel = levels.length > 1 && partitions instanceof Tuple ? partitions.items : [partitions]
  const names = perLevel.map((value, i) => namesOf(levels[i]!, value))
  return path => {
    const parts = path.split('/')
    return names.every((allowed, i) => allowed === null || allowed.has(parts[i]!))
  }
}

// Paths begin with a slash; texts without are values.
function pathsOf(partitions: Value, usage: string): string[] | null {
  const first = partitions instanceof Vector ? partitions.get(0) : partitions
  if (!(first instanceof Scalar) || !isLiteral(first.type) || !String(first.raw).startsWith('/')) return null
  return texts(partitions, usage, 'partitionPaths').map(path => path.replace(/^\/+|\/+$/g, ''))
}

// Names of the partitions that hold the values; null where a level is left out.
function namesOf(level: PartitionLevel, value: Value): Set<string> | null {
  if (value instanceof Scalar && value.isNull) return null
  const values = value instanceof Vector ? value : vectorOf([value])
  try {
    return new Set([...level.codes(values)].filter(code => code >= 0).map(code => level.name(code)))
  } catch (error) {
    if (error instanceof StorageError) throw new ScriptError(`${error.message}.`, { cause: error })
    throw error
  }
}
