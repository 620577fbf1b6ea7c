import { integer, text, vector } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import { recordOfLevel } from '../../storage/partitions/scheme.ts'
import { bool, int, NOTHING } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { storeSlot } from '../bridge/store-slot.ts'
import { DatabaseHandle } from '../tables/database-handle.ts'
import { levelsOf } from './scheme-argument.ts'

const engines = ['OLAP', 'TSDB', 'PKEY', 'IOTDB', 'IMOLTP'] as const

/** The database that an argument names: a handle or a path. @throws ScriptError */
export function databaseOf(context: Context, value: Value | undefined, usage: string): DatabaseRecord {
  const path = value instanceof DatabaseHandle ? value.path : text(value, usage, 'dbHandle')
  if (path === '') throw new ScriptError(`${usage}: this is a partition scheme without a database.`)
  return context.service(storeSlot).database(path)
}

function oneOf<T extends string>(value: Value | undefined, names: readonly T[], parameter: string): T {
  const given = text(value, 'database', parameter, names[0])
  const found = names.find(name => name === given.toUpperCase())
  if (found) return found
  throw new ScriptError(`${parameter} is one of ${names.join(', ')}, not ${given}.`)
}

const sameScheme = (a: DatabaseRecord, b: Pick<DatabaseRecord, 'levels'>) =>
  JSON.stringify(a.levels.map(recordOfLevel)) === JSON.stringify(b.levels.map(recordOfLevel))

export const database = define({
  name: 'database',
  signature:
    "database([directory], [partitionType], [partitionScheme], [locations], [engine='OLAP'], [atomic='TRANS'], [chunkGranularity='TABLE'])",
  kind: 'system',
  doc: 'A handle of a database; with a partition scheme the database is made if it is missing. Without a directory the handle is a scheme alone, to be a part of a COMPO scheme.',
  examples: [
    ['db = database("dfs://exampleDatabase", VALUE, 1..3); existsDatabase("dfs://exampleDatabase")', 'true'],
  ],
  run: (context, directory, type, scheme, _locations, engine, atomic, granularity) => {
    const path = directory === undefined ? '' : text(directory, 'database', 'directory')
    if (type === undefined) {
      const store = context.service(storeSlot)
      return new DatabaseHandle(store.database(path))
    }
    const record: DatabaseRecord = {
      path,
      levels: levelsOf(type, scheme),
      engine: oneOf(engine, engines, 'engine'),
      atomic: oneOf(atomic, ['TRANS', 'CHUNK'], 'atomic'),
      chunkGranularity: oneOf(granularity, ['TABLE', 'DATABASE'], 'chunkGranularity'),
      owner: 'admin',
    }
    if (path === '') return new DatabaseHandle(record)
    const store = context.service(storeSlot)
    const existing = store.findDatabase(path)
    if (!existing) store.createDatabase(record)
    else if (!sameScheme(existing, record)) {
      throw new ScriptError(`The database ${path} exists already, with another partition scheme.`)
    }
    return new DatabaseHandle(existing ?? record)
  },
})

export const existsDatabase = define({
  name: 'existsDatabase',
  signature: 'existsDatabase(dbUrl)',
  kind: 'system',
  doc: 'Whether there is a database at that path.',
  examples: [['existsDatabase("dfs://thereIsNone")', 'false']],
  run: (context, url) =>
    bool(context.service(storeSlot).findDatabase(text(url, 'existsDatabase(dbUrl)', 'dbUrl')) !== undefined),
})

export const dropDatabase = define({
  name: 'dropDatabase',
  signature: 'dropDatabase(dbUrl)',
  kind: 'system',
  doc: 'Deletes a database with all its tables.',
  examples: [
    [
      'db = database("dfs://gone", VALUE, 1..3); dropDatabase("dfs://gone"); existsDatabase("dfs://gone")',
      'false',
    ],
  ],
  run: (context, url) => {
    context.service(storeSlot).dropDatabase(text(url, 'dropDatabase(dbUrl)', 'dbUrl'))
    return NOTHING
  },
})

const paths = (context: Context): Value =>
  StringVector.of(
    context
      .service(storeSlot)
      .databases()
      .map(record => record.path)
      .sort(),
  )

export const getClusterDFSDatabases = define({
  name: 'getClusterDFSDatabases',
  aliases: ['getDFSDatabases'],
  signature: 'getClusterDFSDatabases([includeSysDb=true])',
  kind: 'system',
  doc: 'The paths of all databases.',
  examples: [
    [
      'db = database("dfs://listedDatabase", VALUE, 1..3); "dfs://listedDatabase" in getClusterDFSDatabases()',
      'true',
    ],
  ],
  run: paths,
})

export const addValuePartitions = define({
  name: 'addValuePartitions',
  signature: 'addValuePartitions(dbHandle, newValues, [level=0], [locations])',
  kind: 'system',
  doc: 'Gives more values partitions of their own in a VALUE scheme. Returns how many are new.',
  examples: [['db = database("dfs://moreValues", VALUE, 1..3); addValuePartitions(db, 3 4 5)', '2']],
  run: (context, handle, values, level) => {
    const usage = 'addValuePartitions(dbHandle, newValues)'
    const { path } = databaseOf(context, handle, usage)
    const added = values?.form === 'scalar' ? [values] : null
    const vectorOfValues = added ? vectorOf(added) : vector(values, usage, 'newValues')
    return int(
      context.service(storeSlot).addValuePartitions(path, vectorOfValues, integer(level, usage, 'level', 0)),
    )
  },
})

export const setAtomicLevel = define({
  name: 'setAtomicLevel',
  signature: 'setAtomicLevel(dbHandle, atomic)',
  kind: 'system',
  doc: 'What becomes of a write to several partitions when another one is busy with some of them: TRANS fails as a whole, CHUNK tries again partition by partition.',
  examples: [
    [
      'db = database("dfs://atomicLevel", VALUE, 1..3); setAtomicLevel(db, `CHUNK); schema(db)["atomic"]',
      'CHUNK',
    ],
  ],
  run: (context, handle, atomic) => {
    const { path } = databaseOf(context, handle, 'setAtomicLevel(dbHandle, atomic)')
    context.service(storeSlot).setAtomicLevel(path, oneOf(atomic, ['TRANS', 'CHUNK'], 'atomic'))
    return NOTHING
  },
})

export const addRangePartitions = define({
  name: 'addRangePartitions',
  signature: 'addRangePartitions(dbHandle, newRanges, [level=0], [locations])',
  kind: 'system',
  doc: 'Adds partitions behind the last of a RANGE scheme; the new ranges begin with its last bound. Returns how many are new.',
  examples: [['db = database("dfs://moreRanges", RANGE, 0 5 10); addRangePartitions(db, 10 15 20)', '2']],
  run: (context, handle, ranges, level) => {
    const usage = 'addRangePartitions(dbHandle, newRanges)'
    const { path } = databaseOf(context, handle, usage)
    const bounds = vector(ranges, usage, 'newRanges')
    return int(context.service(storeSlot).addRangePartitions(path, bounds, integer(level, usage, 'level', 0)))
  },
})
