import { encodeString } from '../tokens/literals.ts'
import type {
  Block,
  Delete,
  Expression,
  FunctionDefinition,
  InsertInto,
  MapReduce,
  SelectItem,
  Statement,
  Update,
} from '../tree/ast.ts'
import type { AlterTable, ColumnDefinition, CreateDatabase, CreateTable } from '../tree/schema-statements.ts'
import { type Print, printAlias, printFunction, printLines, printParameters, printWord } from './parts.ts'
import { printItem, printOrderItems, printSource } from './query.ts'

export function printStatement(node: Statement, print: Print): string {
  switch (node.kind) {
    case 'expressionStatement':
      return print(node.value)
    case 'assignment': {
      const mark = node.constant ? 'const ' : node.byReference ? '&' : ''
      return `${mark}${node.targets.map(target => print(target)).join(',')} ${node.operator}= ${print(node.value)}`
    }
    case 'functionDefinition':
      return printDefinition(node, print)
    case 'classDefinition': {
      const attributes = node.attributes.map(({ name, type }) => `${name} :: ${type}`)
      const lines = [...attributes, ...node.methods.map(method => print(method))]
      return `class ${node.name}${node.parent === null ? '' : ` : ${node.parent}`} ${braces(lines)}`
    }
    case 'block':
      return printBlock(node, print)
    case 'if': {
      const then = `if (${print(node.condition)}) ${print(node.then)}`
      return node.otherwise === null ? then : `${then}${separator(node.then)}else ${print(node.otherwise)}`
    }
    case 'for':
      return `for (${node.variables.join(', ')} in ${print(node.iterable)}) ${print(node.body)}`
    case 'while':
      return `while (${print(node.condition)}) ${print(node.body)}`
    case 'doWhile':
      return `do ${print(node.body)} while (${print(node.condition)})`
    case 'break':
    case 'continue':
    case 'go':
      return node.kind
    case 'return':
      return node.value === null ? 'return' : `return ${print(node.value)}`
    case 'throw':
      return `throw ${print(node.value)}`
    case 'try':
      return `try ${print(node.body)} catch${node.variable === null ? '' : `(${node.variable})`} ${print(node.handler)}`
    case 'assert':
      return `assert ${node.label === null ? '' : `${print(node.label)}, `}${print(node.condition)}`
    case 'undefAll':
      return node.objectType === null ? 'undef all' : `undef all, ${node.objectType}`
    case 'share':
      return `share ${print(node.value)} as ${printAlias(node.name)}`
    case 'timer':
      return `timer${node.repeat === null ? '' : `(${print(node.repeat)})`} ${print(node.body)}`
    case 'transaction':
      return `transaction ${print(node.body)}`
    case 'transactionEnd':
      return node.action
    default:
      return printDeclaration(node, print)
  }
}

type Declaration = Exclude<
  Statement,
  {
    kind:
      | 'expressionStatement'
      | 'assignment'
      | 'functionDefinition'
      | 'classDefinition'
      | 'block'
      | 'if'
      | 'for'
      | 'while'
      | 'doWhile'
      | 'break'
      | 'continue'
      | 'go'
      | 'return'
      | 'throw'
      | 'try'
      | 'assert'
      | 'undefAll'
      | 'share'
      | 'timer'
      | 'transaction'
      | 'transactionEnd'
  }
>

function printDeclaration(node: Declaration, print: Print): string {
  switch (node.kind) {
    case 'module':
      return `module ${node.path.join('::')}`
    case 'use':
      return `use ${node.path.join('::')}`
    case 'useCatalog':
      return `use catalog ${printAlias(node.catalog)}`
    case 'include':
      return `#include ${encodeString(node.path)}`
    case 'annotation':
      return `@${node.topic}: ${printOptions(node.entries, print)}`
    case 'mapr':
      return printMapReduce(node, print)
    case 'insertInto':
      return printInsert(node, print)
    case 'update':
      return printUpdate(node, print)
    case 'delete':
      return printDelete(node, print)
    case 'createDatabase':
      return printCreateDatabase(node, print)
    case 'createTable':
      return printCreateTable(node, print)
    case 'dropDatabase':
      return `drop database ${node.ifExists ? 'if exists ' : ''}${print(node.path)}`
    case 'dropTable':
      return `drop table ${node.ifExists ? 'if exists ' : ''}${printPath(node, print)}`
    case 'alterTable':
      return `alter table ${print(node.table)} ${printAction(node.action, print)}`
    case 'truncateTable':
      return `truncate table ${printPath(node, print)}`
  }
}

function braces(lines: readonly string[]): string {
  if (lines.length === 0) return '{}'
  return `{\n${lines.map(line => line.replace(/^/gm, '  ')).join('\n')}\n}`
}

function printBlock({ statements }: Block, print: Print): string {
  return braces(printLines(statements, print))
}

// `else` may not begin a line behind a statement that ends only there.
function separator(then: Statement): string {
  return then.kind === 'block' ? ' ' : '\n'
}

function printDefinition(node: FunctionDefinition, print: Print): string {
  if (node.function !== null) return printFunction(node.function, print)
  return `${node.aggregate ? 'defg' : 'def'} ${printWord(node.name)}(${printParameters(node.parameters, print)})`
}

function printOptions(
  options: readonly { readonly name: string; readonly value: Expression }[],
  print: Print,
): string {
  return options.map(({ name, value }) => `${name}=${print(value)}`).join(', ')
}

function printMapReduce({ name, parameters, maps, reduce, running }: MapReduce, print: Print): string {
  const mapping = (from: readonly Expression[], to: Expression) =>
    `${from.map(map => print(map)).join(', ')} -> ${print(to)}`
  const second = running === null ? '' : `; ${mapping(running.maps, running.reduce)}`
  return `mapr ${name}(${printParameters(parameters, print)}){${mapping(maps, reduce)}${second}}`
}

function printInsert({ table, columns, values, query }: InsertInto, print: Print): string {
  const list = columns === null ? '' : `(${columns.map(printAlias).join(',')})`
  const rows = values === null ? print(query!) : `values(${values.map(value => print(value)).join(', ')})`
  return `insert into ${print(table)}${list} ${rows}`
}

function printConditions(where: readonly Expression[], print: Print): string {
  return where.length === 0 ? '' : ` where ${where.map(condition => print(condition)).join(',')}`
}

function printContext({ contextBy, contextSort, having }: Update | Delete, print: Print): string {
  const items = (list: readonly SelectItem[]) => list.map(item => printItem(item, print)).join(',')
  return [
    contextBy.length === 0 ? '' : ` context by ${items(contextBy)}`,
    contextSort.length === 0 ? '' : ` csort ${printOrderItems(contextSort, print)}`,
    having === null ? '' : ` having ${print(having)}`,
  ].join('')
}

function printUpdate(node: Update, print: Print): string {
  const sets = node.sets.map(({ column, value }) => `${print(column)}=${print(value)}`).join(',')
  const from = node.from === null ? '' : ` from ${printSource(node.from, print)}`
  return `update ${print(node.table)} set ${sets}${from}${printConditions(node.where, print)}${printContext(node, print)}`
}

function printDelete(node: Delete, print: Print): string {
  const table = node.table === null ? '' : `${print(node.table)} `
  const conditions = `${printConditions(node.where, print)}${printContext(node, print)}`
  return `delete ${table}from ${printSource(node.from, print)}${conditions}${node.map ? ' map' : ''}`
}

function printCreateDatabase(
  { path, ifNotExists, partitions, options }: CreateDatabase,
  print: Print,
): string {
  const schemes = partitions.map(({ type, scheme }) => `${type}(${print(scheme)})`).join(', ')
  const parts = [schemes === '' ? '' : `partitioned by ${schemes}`, printOptions(options, print)].filter(
    Boolean,
  )
  return `create database ${ifNotExists ? 'if not exists ' : ''}${print(path)} ${parts.join(', ')}`.trimEnd()
}

function printColumn({ name, type, options, defaultValue }: ColumnDefinition, print: Print): string {
  const all = defaultValue === null ? options : [...options, { name: 'default', value: defaultValue }]
  return `${printAlias(name)} ${type}${all.length === 0 ? '' : `[${printOptions(all, print)}]`}`
}

function printCreateTable(node: CreateTable, print: Print): string {
  const head = `create ${node.temporary ? 'local temporary ' : ''}table ${node.ifNotExists ? 'if not exists ' : ''}`
  const columns =
    node.columns.length === 0 ? '' : `(${node.columns.map(column => printColumn(column, print)).join(', ')})`
  const query = node.query === null ? '' : ` as ${print(node.query)}`
  const partitioned =
    node.partitionedBy.length === 0
      ? ''
      : `partitioned by ${node.partitionedBy.map(item => print(item)).join(', ')}`
  const rest = [partitioned, printOptions(node.options, print)].filter(Boolean).join(', ')
  return `${head}${printPath(node, print)}${columns}${query}${rest === '' ? '' : ` ${rest}`}`
}

function printPath(
  { database, table }: { readonly database: Expression | null; readonly table: Expression },
  print: Print,
): string {
  if (database === null) return print(table)
  return `${print(database)}.${table.kind === 'literal' ? encodeString(table.text) : print(table)}`
}

function printAction(action: AlterTable['action'], print: Print): string {
  switch (action.is) {
    case 'add':
      return `add ${action.columns.map(column => printColumn(column, print)).join(', ')}`
    case 'drop':
      return `drop ${action.columns.map(printAlias).join(', ')}`
    case 'rename':
      return `rename ${printAlias(action.from)} to ${printAlias(action.to)}`
  }
}
