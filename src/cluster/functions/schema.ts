import { wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import { HashLevel } from '../../storage/partitions/hash.ts'
import type { PartitionLevel } from '../../storage/partitions/level.ts'
import { partitionKindCodes } from '../../storage/partitions/level.ts'
import { ListLevel } from '../../storage/partitions/list.ts'
import { RangeLevel } from '../../storage/partitions/range.ts'
import { ValueLevel, vectorOfKeys } from '../../storage/partitions/value.ts'
import { ANY, type DataType, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { int, NULL, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { TableValue } from '../../values/forms/table-value.ts'
import type { Value } from '../../values/value.ts'
import { ints } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { DatabaseHandle } from '../tables/database-handle.ts'
import { DfsTable } from '../tables/dfs-table.ts'
import { PartitionedMemoryTable } from '../tables/partitioned-memory-table.ts'
import { databaseOf } from './database.ts'

type Entries = Record<string, Value>

function dictionaryOf(entries: Entries): Dictionary {
  const dictionary = new Dictionary(STRING, ANY)
  for (const [key, value] of Object.entries(entries)) dictionary.set(key, value)
  return dictionary
}

/** Name, type, type code, scale and comment of each column. */
export function columnDefinitions(
  names: readonly string[],
  types: readonly DataType[],
  comments: readonly string[],
): Table {
  return new Table(
    ['name', 'typeString', 'typeInt', 'extra', 'comment'],
    [
      StringVector.of([...names]),
      StringVector.of(types.map(type => type.name)),
      ints(types.map(type => type.code)),
      ints(types.map(type => (type.category === 'DECIMAL' ? type.scale : -2147483648))),
      StringVector.of([...comments]),
    ],
  )
}

/** One value of a scalar, several as a vector or tuple: how a COMPO scheme differs from a single level. */
const perLevel = <T>(
  items: readonly T[],
  single: (item: T) => Value,
  several: (items: readonly T[]) => Value,
) => (items.length === 1 ? single(items[0]!) : several(items))

const schemeOf = (level: PartitionLevel): Value => {
  if (level instanceof ValueLevel) return vectorOfKeys(level.type, level.values)
  if (level instanceof RangeLevel) return vectorOfKeys(level.type, level.bounds)
  if (level instanceof ListLevel) return new Tuple(level.lists.map(list => vectorOfKeys(level.type!, list)))
  return int(level.count)
}

function schemeEntries(levels: readonly PartitionLevel[]): Entries {
  return {
    partitionType: perLevel(
      levels.map(level => partitionKindCodes[level.kind]),
      int,
      ints,
    ),
    partitionTypeName: perLevel(
      levels.map(level => level.kind),
      string,
      names => StringVector.of([...names]),
    ),
    partitionSchema: perLevel(levels, schemeOf, all => new Tuple(all.map(schemeOf))),
    partitionSites: NULL,
    partitionColumnType: perLevel(
      levels.map(level => level.type?.code ?? -1),
      int,
      ints,
    ),
  }
}

function databaseEntries({ path, levels, engine, atomic, chunkGranularity, owner }: DatabaseRecord): Entries {
  return {
    databaseDir: string(path),
    databaseOwner: string(owner),
    engineType: string(engine),
    atomic: string(atomic),
    chunkGranularity: string(chunkGranularity),
    ...schemeEntries(levels),
  }
}

function tableEntries(table: DfsTable): Entries {
  const { record, database } = table
  const { columns, partitionColumns } = record
  const comments = columns.map(column => column.comment ?? '')
  const base = {
    ...databaseEntries(database),
    tableName: string(record.name),
    dbUrl: string(database.path),
    tableOwner: string(record.owner),
    tableComment: string(record.comment),
    colDefs: columnDefinitions(table.names, table.types, comments),
    ...(database.engine === 'TSDB' || database.engine === 'IOTDB'
      ? {
          sortColumns: StringVector.of([...record.sortColumns]),
          keepDuplicates: string(record.keepDuplicates),
          softDelete: int(record.softDelete ? 1 : 0),
        }
      : {}),
    ...(database.engine === 'IOTDB'
      ? {
          sortKeyMappingFunction: StringVector.of(record.sortKeyMapping.map(source => source ?? '')),
          latestKeyCache: int(record.latestKeyCache ? 1 : 0),
          compressHashSortKey: int(record.compressHashSortKey ? 1 : 0),
        }
      : {}),
    ...(database.engine === 'PKEY' ? { primaryKey: StringVector.of([...record.sortColumns]) } : {}),
  }
  // Clients take a table without partitionColumnName for one that isn't partitioned.
  if (partitionColumns.length === 0) return { ...base, partitionColumnIndex: int(-1) }
  return { ...base, ...partitionColumnEntries(table, partitionColumns, database.levels) }
}

function partitionColumnEntries(
  table: TableValue,
  partitionColumns: readonly string[],
  levels: readonly PartitionLevel[],
): Entries {
  const places = partitionColumns.map(name => table.indexOf(name))
  return {
    partitionColumnName: perLevel(partitionColumns, string, names => StringVector.of([...names])),
    partitionColumnIndex: perLevel(places, int, ints),
    partitionColumnType: perLevel(
      places.map((place, i) => levelType(levels[i]!, table.types[place]!)),
      type => int(type.code),
      types => ints(types.map(type => type.code)),
    ),
  }
}

function memoryEntries(table: PartitionedMemoryTable): Entries {
  return {
    ...schemeEntries(table.levels),
    colDefs: columnDefinitions(
      table.names,
      table.types,
      table.names.map(() => ''),
    ),
    ...(table.partitionColumns.length === 0
      ? { partitionColumnIndex: int(-1) }
      : partitionColumnEntries(table, table.partitionColumns, table.levels)),
  }
}

const levelType = (level: PartitionLevel, column: DataType) =>
  level instanceof HashLevel ? column : (level.type ?? column)

function schemaOf(context: Context, value: Value | undefined): Value {
  if (value instanceof DfsTable) return dictionaryOf(tableEntries(value))
  if (value instanceof PartitionedMemoryTable) return dictionaryOf(memoryEntries(value))
  if (value instanceof DatabaseHandle)
    return dictionaryOf(databaseEntries(databaseOf(context, value, 'schema')))
  if (value instanceof Table) {
    const colDefs = columnDefinitions(
      value.names,
      value.types,
      value.names.map(name => value.columnComments[name] ?? ''),
    )
    const keys = value.keyColumns
    return dictionaryOf({
      ...(keys.length > 0 ? { keyColumn: perLevel(keys, string, names => StringVector.of([...names])) } : {}),
      colDefs,
    })
  }
  throw wrongArgument('schema(table|dbHandle)', 'table', 'a table or a database handle', value)
}

export const schema = define({
  name: 'schema',
  signature: 'schema(table)',
  kind: 'table',
  doc: 'What a table or database is made of: a dictionary with its columns (colDefs), partition scheme, engine and so on.',
  examples: [['t = table(1 2 as id, `a`b as s); exec name from schema(t).colDefs', '["id","s"]']],
  run: schemaOf,
})
