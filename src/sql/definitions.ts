import { print } from '../../grammar/print/print.ts'
import type { Expression } from '../../grammar/tree/ast.ts'
import type {
  AlterTable,
  ColumnDefinition,
  CreateDatabase,
  CreateTable,
  DropTable,
  TruncateTable,
} from '../../grammar/tree/schema-statements.ts'
import { catalogs } from '../runtime/catalog.ts'
import type { Context } from '../runtime/context.ts'
import { missingColumn } from '../runtime/missing-column.ts'
import type { Definition } from '../runtime/query.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { type DataType, INT, STRING, typeOfName } from '../values/data-type.ts'
import type { Lookup } from '../values/forms/code.ts'
import { Dictionary } from '../values/forms/dictionary.ts'
import { Scalar } from '../values/forms/scalar.ts'
import { changing, Table } from '../values/forms/table.ts'
import { TableValue } from '../values/forms/table-value.ts'
import type { Value } from '../values/value.ts'
import { emptyVector, nullVector, vectorOf } from '../values/vectors/build.ts'
import { StringVector } from '../values/vectors/string-vector.ts'
import { Tuple } from '../values/vectors/tuple.ts'
import { runQuery } from './query.ts'

// Tables in memory are made and changed here. For databases, the built-ins of the same meaning are called.

/** `create`, `alter`, `drop`, `truncate`. @throws ScriptError */
export function define(context: Context, node: Definition, lookup: Lookup): Value | undefined {
  const evaluate: Evaluate = expression => context.evaluator.compile(expression)({ resolve: lookup })
  switch (node.kind) {
    case 'createTable':
      return node.database === null && !isDfs(node.table)
        ? createInMemory(context, node, lookup)
        : createInDatabase(context, node, evaluate, lookup)
    case 'createDatabase':
      return createDatabase(context, node, evaluate, lookup)
    case 'alterTable':
      return alter(context, node, evaluate)
    case 'dropTable':
      return drop(context, node, lookup)
    case 'dropDatabase': {
      const names = schemaNames(context, node.path, lookup)
      if (names && node.ifExists && context.service(catalogs).findDatabase(names) === undefined)
        return undefined
      const path = pathOf(context, node.path, lookup)
      if (node.ifExists && !isTrue(call(context, 'existsDatabase', [path]))) return undefined
      call(context, 'dropDatabase', [path])
      return undefined
    }
    case 'truncateTable':
      return truncate(context, node, lookup)
  }
}

type Evaluate = (expression: Expression) => Value

// The names of a schema, `schema` or `catalog.schema`; null where they are of a variable, or something else stands there.
function schemaNames(context: Context, node: Expression, lookup: Lookup): string[] | null {
  if (!context.has(catalogs)) return null
  if (node.kind === 'member') {
    const before = schemaNames(context, node.object, lookup)
    return before && [...before, node.name]
  }
  if (node.kind !== 'name' || node.qualifiers.length > 0) return null
  return lookup(node.name) === undefined && context.variable(node.name) === undefined ? [node.name] : null
}

// The path of a database, which may be written as the schema that it is.
function pathOf(context: Context, node: Expression, lookup: Lookup): Value {
  const names = schemaNames(context, node, lookup)
  if (names) return textValue(context.service(catalogs).database(names))
  return context.evaluator.compile(node)({ resolve: lookup })
}

function call(context: Context, name: string, args: readonly (Value | undefined)[]): Value {
  const callable = context.evaluator.findFunction(`::${name}`)
  if (!callable) throw new ScriptError(`This node has no databases: there is no function ${name}.`)
  return context.call(callable, args)
}

const isTrue = (value: Value) => value instanceof Scalar && Number(value.raw) === 1

const isDfs = (table: Expression) => table.kind === 'literal' && table.text.startsWith('dfs://')

// A table's name, written as such or as a text.
function nameOf(table: Expression): string {
  if (table.kind === 'name') return table.name
  if (table.kind === 'literal') return table.text
  throw new ScriptError('The name of a table is expected.')
}

function typeOf({ name, type }: ColumnDefinition): DataType {
  const found = typeOfName(type)
  if (found) return found
  throw new ScriptError(`The column ${name} has an unknown type: ${type}.`)
}

function emptyTable(columns: readonly ColumnDefinition[]): Table {
  return new Table(
    columns.map(column => column.name),
    columns.map(column => emptyVector(typeOf(column))),
  )
}

function createInMemory(context: Context, node: CreateTable, lookup: Lookup): undefined {
  const name = nameOf(node.table)
  if (context.variable(name) instanceof TableValue) {
    if (node.ifNotExists) return undefined
    throw new ScriptError(`The table ${name} already exists.`)
  }
  context.variables.set(name, node.query ? queried(context, node, lookup) : emptyTable(node.columns))
  return undefined
}

function queried(context: Context, node: CreateTable, lookup: Lookup): Table {
  const value = runQuery(context, node.query!, lookup)
  if (value instanceof Table) return value.clone()
  throw new ScriptError('create table … as takes a query that gives a table.')
}

const textValue = (text: string) => new Scalar(STRING, text)

function createInDatabase(
  context: Context,
  node: CreateTable,
  evaluate: Evaluate,
  lookup: Lookup,
): undefined {
  if (node.database === null) throw new ScriptError('The table is named after its database: "dfs://db"."t".')
  const path = pathOf(context, node.database, lookup)
  const name = textValue(nameOf(node.table))
  if (node.ifNotExists && isTrue(call(context, 'existsTable', [path, name]))) return undefined
  const schema = emptyTable(node.columns)
  const option = (wanted: string) => {
    const found = node.options.find(each => each.name === wanted)
    return found && optionValue(found.value, evaluate)
  }
  const rest = [
    columnOptions(node.columns, 'compress', evaluate),
    option('sortColumns'),
    option('keepDuplicates'),
    option('sortKeyMappingFunction'),
    option('softDelete'),
  ]
  const primaryKey = option('primaryKey')
  const database = call(context, 'database', [path])
  const partitions = StringVector.of(node.partitionedBy.map(partitionText))
  const table =
    partitions.length === 0
      ? call(context, 'createDimensionTable', [database, schema, name, ...rest, primaryKey])
      : call(context, 'createPartitionedTable', [
          ...[database, schema, name, partitions, ...rest],
          option('indexes') ?? columnOptions(node.columns, 'indexes', evaluate),
          ...['latestKeyCache', 'compressHashSortKey', 'encryptMode'].map(option),
          primaryKey,
        ])
  const comments = columnOptions(node.columns, 'comment', evaluate)
  if (comments) call(context, 'setColumnComment', [table, comments])
  return undefined
}

// ALL, FIRST and LAST are names of options rather than of values.
function optionValue(value: Expression, evaluate: Evaluate): Value {
  const isWord = value.kind === 'name' && ['ALL', 'FIRST', 'LAST'].includes(value.name.toUpperCase())
  return isWord ? textValue(value.name) : evaluate(value)
}

// What `[comment="…", compress="…"]` says of columns, by their names.
function columnOptions(
  columns: readonly ColumnDefinition[],
  wanted: string,
  evaluate: Evaluate,
): Value | undefined {
  const given = columns.flatMap(column => {
    const option = column.options.find(({ name }) => name === wanted)
    return option ? [[column.name, evaluate(option.value)] as const] : []
  })
  if (given.length === 0) return undefined
  const dictionary = new Dictionary(STRING, STRING)
  for (const [name, value] of given) dictionary.set(name, value)
  return dictionary
}

function partitionText(expression: Expression): string {
  if (expression.kind === 'name') return expression.name
  if (expression.kind === 'literal') return expression.text
  if (expression.kind === 'call') return print(expression)
  throw new ScriptError('partitioned by takes columns.')
}

function createDatabase(
  context: Context,
  node: CreateDatabase,
  evaluate: Evaluate,
  lookup: Lookup,
): undefined {
  const names = schemaNames(context, node.path, lookup)
  if (names) {
    const service = context.service(catalogs)
    if (node.ifNotExists && service.findDatabase(names) !== undefined) return undefined
    service.createDatabase(names, path => createAt(context, node, evaluate, textValue(path)))
    return undefined
  }
  const path = evaluate(node.path)
  if (node.ifNotExists && isTrue(call(context, 'existsDatabase', [path]))) return undefined
  createAt(context, node, evaluate, path)
  return undefined
}

function createAt(context: Context, node: CreateDatabase, evaluate: Evaluate, path: Value): void {
  const schemes = node.partitions.map(
    ({ type, scheme }) => [evaluate(nameNode(type, scheme)), evaluate(scheme)] as const,
  )
  const options = ['engine', 'atomic', 'chunkGranularity'].map(wanted => {
    const found = node.options.find(option => option.name === wanted)
    return found && evaluate(found.value)
  })
  const [first] = schemes
  if (!first) throw new ScriptError('create database … partitioned by takes a partition scheme.')
  if (schemes.length === 1) call(context, 'database', [path, ...first, undefined, ...options])
  else {
    const parts = schemes.map(([type, scheme]) => call(context, 'database', [undefined, type, scheme]))
    const composite = evaluate(nameNode('COMPO', node.path))
    call(context, 'database', [path, composite, new Tuple(parts), undefined, ...options])
  }
}

const nameNode = (name: string, at: Expression): Expression => ({
  kind: 'name',
  name,
  qualifiers: [],
  span: at.span,
})

function alter(context: Context, node: AlterTable, evaluate: Evaluate): undefined {
  const table = evaluate(node.table.kind === 'literal' ? nameNode(node.table.text, node.table) : node.table)
  const { action } = node
  if (!(table instanceof Table)) {
    alterElsewhere(context, table, action)
    return undefined
  }
  changing(table, () => alterColumns(table, action))
  return undefined
}

function alterColumns(table: Table, action: AlterTable['action']): void {
  switch (action.is) {
    case 'add':
      for (const column of action.columns) {
        if (table.indexOf(column.name) >= 0)
          throw new ScriptError(`The column ${column.name} already exists.`)
        table.columns.push(nullVector(typeOf(column), table.rows))
        table.names.push(column.name)
      }
      break
    case 'drop':
      for (const name of action.columns) {
        const place = placeOf(table, name)
        table.columns.splice(place, 1)
        table.names.splice(place, 1)
      }
      break
    case 'rename':
      table.names[placeOf(table, action.from)] = action.to
  }
}

function placeOf(table: Table, name: string): number {
  const place = table.indexOf(name)
  if (place < 0) throw missingColumn(name, table.names)
  return place
}

function alterElsewhere(context: Context, table: Value, action: AlterTable['action']): void {
  switch (action.is) {
    case 'add': {
      const names = StringVector.of(action.columns.map(column => column.name))
      const types = action.columns.map(column => typeOf(column))
      call(context, 'addColumn', [
        table,
        names,
        vectorOf(types.map(type => new Scalar(INT, type.code + (type.scale << 16)))),
      ])
      break
    }
    case 'drop':
      call(context, 'dropColumns!', [table, StringVector.of([...action.columns])])
      break
    case 'rename':
      call(context, 'rename!', [table, textValue(action.from), textValue(action.to)])
      break
  }
}

function drop(context: Context, node: DropTable, lookup: Lookup): undefined {
  if (node.database !== null) {
    const path = pathOf(context, node.database, lookup)
    const name = textValue(nameOf(node.table))
    if (node.ifExists && !isTrue(call(context, 'existsTable', [path, name]))) return undefined
    call(context, 'dropTable', [call(context, 'database', [path]), name])
    return undefined
  }
  const name = nameOf(node.table)
  const known = context.variables.get(name)
  if (known instanceof TableValue) context.variables.delete(name)
  else if (context.shared.get(name) instanceof TableValue) context.shared.delete(name)
  else if (!node.ifExists) throw new ScriptError(`There is no table ${name} to drop.`)
  return undefined
}

function truncate(context: Context, node: TruncateTable, lookup: Lookup): undefined {
  if (node.database !== null) {
    call(context, 'truncate', [pathOf(context, node.database, lookup), textValue(nameOf(node.table))])
    return undefined
  }
  const table = context.variable(nameOf(node.table))
  if (!(table instanceof Table)) throw new ScriptError(`There is no table ${nameOf(node.table)} to truncate.`)
  changing(table, () => {
    table.columns = table.columns.map(column => emptyVector(column.type))
  })
  return undefined
}
