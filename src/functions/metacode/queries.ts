import { print } from '../../../grammar/print/print.ts'
import type {
  Delete,
  Expression,
  OrderItem,
  Select,
  SelectItem,
  TableSource,
  Update,
} from '../../../grammar/tree/ast.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isLiteral } from '../../values/data-type.ts'
import { Code } from '../../values/forms/code.ts'
import { FunctionValue } from '../../values/forms/function-value.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { integer, texts, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { outputName } from './output-name.ts'
import { Assembly, callNode, columnNode, itemsOf, nameNode, nowhere, parsed } from './syntax.ts'

const isMissing = (value: Value | undefined): value is undefined =>
  value === undefined || (value instanceof Scalar && value.isNull)

// One code, or a tuple of them where several columns are named.
const oneOrMany = (codes: readonly Code[], single: boolean): Value =>
  single ? codes[0]! : new Tuple([...codes])

export const sqlCol = define({
  name: 'sqlCol',
  signature: 'sqlCol(colName, [func], [alias], [qualifier])',
  kind: 'system',
  doc: 'Metacode of columns by name, each under a function and an alias where these are given.',
  examples: [
    ['sqlCol("price")', '< price >'],
    ['sqlCol(`price, max, `maxPrice)', '< max(price) as maxPrice >'],
  ],
  run: (_, name, func, alias, qualifier) => {
    const usage = 'sqlCol(colName)'
    const owner = isMissing(qualifier) ? null : texts(qualifier, usage, 'qualifier')[0]!
    const aliases = isMissing(alias) ? [] : texts(alias, usage, 'alias')
    const codes = texts(name, usage, 'colName').map((column, i) => {
      const assembly = new Assembly()
      const node = columnNode(column, owner)
      const value = func instanceof FunctionValue ? callNode(assembly.functionNode(func), [node]) : node
      const chosen = aliases[i]
      return assembly.code(
        chosen === undefined ? value : { kind: 'named', value, aliases: [chosen], span: nowhere },
      )
    })
    return oneOrMany(codes, name instanceof Scalar)
  },
})

export const sqlTuple = define({
  name: 'sqlTuple',
  signature: 'sqlTuple(colNames)',
  kind: 'system',
  doc: 'Metacode of a tuple of columns: the arguments of makeUnifiedCall.',
  examples: [
    ['sqlTuple(`a`b)', '< (a,b) >'],
    ['makeUnifiedCall(add, sqlTuple(`a`b))', '< add(a, b) >'],
  ],
  run: (_, names) => {
    const items = texts(names, 'sqlTuple(colNames)', 'colNames').map(name => columnNode(name, null))
    return new Code({ kind: 'tuple', items, span: nowhere })
  },
})

export const sqlColAlias = define({
  name: 'sqlColAlias',
  signature: 'sqlColAlias(colDefs, [colNames])',
  kind: 'system',
  doc: 'Metacode of columns with aliases; without them, with the names that they would have.',
  examples: [
    ['sqlColAlias(<avg(x)>, `mean)', '< avg(x) as mean >'],
    ['sqlColAlias(<avg(x)>)', '< avg(x) as avg_x >'],
  ],
  run: (_, definitions, names) => {
    const aliases = isMissing(names) ? [] : texts(names, 'sqlColAlias(colDefs, colNames)', 'colNames')
    const items = itemsOf(definitions)
    const codes = items.map((item, i) => {
      const assembly = new Assembly()
      const value = assembly.node(item)
      // One definition of several columns takes all the names.
      const own = items.length === 1 && aliases.length > 1 ? aliases : [aliases[i] ?? outputName(value)]
      return assembly.code({ kind: 'named', value, aliases: own, span: nowhere })
    })
    return oneOrMany(codes, !(definitions instanceof Tuple))
  },
})

const itemOf = (value: Expression): SelectItem =>
  value.kind === 'named'
    ? { value: value.value, aliases: value.aliases, span: nowhere }
    : { value, aliases: [], span: nowhere }

/** Parts of a query from arguments: code, or names of columns. */
function nodesOf(assembly: Assembly, value: Value | undefined): Expression[] {
  return itemsOf(value).map(item => {
    if (item instanceof Scalar && isLiteral(item.type)) return parsed(item.raw as string) as Expression
    return assembly.node(item)
  })
}

function ordersOf(assembly: Assembly, value: Value | undefined, ascending: Value | undefined): OrderItem[] {
  const flags = itemsOf(ascending).map(flag => flag instanceof Scalar && Number(flag.raw) === 0)
  return nodesOf(assembly, value).map((node, i) => ({
    value: node,
    descending: flags[flags.length === 1 ? 0 : i] ?? false,
    nulls: null,
  }))
}

function tableNode(assembly: Assembly, value: Value, name: string | null): Expression {
  if (value instanceof Scalar && isLiteral(value.type)) return parsed(value.raw as string) as Expression
  return value instanceof Code ? assembly.node(value) : assembly.bound(value, name)
}

const sourceOf = (value: Expression): TableSource => ({
  kind: 'tableSource',
  value,
  alias: null,
  span: nowhere,
})

const hintsOf = (value: Value | undefined): string[] =>
  isMissing(value) || !(value instanceof Scalar) || Number(value.raw) === 0 ? [] : [String(Number(value.raw))]

function topOf(value: Value | undefined): Select['top'] {
  if (isMissing(value)) return null
  if (value instanceof Pair) return { start: Number(value.first), end: Number(value.second), percent: false }
  return { start: 0, end: integer(value, 'sql', 'limit'), percent: false }
}

const groupings = ['context', 'group', 'pivot'] as const

function buildSelect(names: readonly (string | null)[], args: readonly (Value | undefined)[]): Value {
  const [
    select,
    from,
    where,
    groupBy,
    flag,
    csort,
    ascSort,
    having,
    orderBy,
    ascOrder,
    limit,
    hint,
    exec,
    map,
  ] = args
  const assembly = new Assembly()
  const grouping = groupings[isMissing(flag) ? 1 : integer(flag, 'sql', 'groupFlag')]
  if (!grouping) throw new ScriptError('sql: groupFlag is 0 (context by), 1 (group by) or 2 (pivot by).')
  const keys = nodesOf(assembly, groupBy)
  const cumulative = args[14]
  const counted = cumulative instanceof Scalar && cumulative.type.category === 'INTEGRAL'
  const tail = counted ? integer(cumulative, 'sql', 'cgroupBy') : 0
  const conditions = nodesOf(assembly, having)
  const query: Select = {
    kind: 'select',
    verb: truth(isMissing(exec) ? undefined : exec, 'sql', 'exec', false) ? 'exec' : 'select',
    hints: hintsOf(hint),
    distinct: false,
    top: negative(limit) ? null : topOf(limit),
    items: nodesOf(assembly, select).map(itemOf),
    from: isMissing(from) ? [] : [sourceOf(tableNode(assembly, from, names[1] ?? null))],
    where: nodesOf(assembly, where),
    grouping: keys.length > tail ? grouping : null,
    groupBy: keys.slice(0, keys.length - tail).map(itemOf),
    contextSort: ordersOf(assembly, csort, ascSort),
    cumulativeGroupBy: (counted ? keys.slice(keys.length - tail) : nodesOf(assembly, cumulative)).map(itemOf),
    having: conditions.length === 0 ? null : conditions.reduce(both),
    orderBy: ordersOf(assembly, orderBy, ascOrder),
    limit: negative(limit) ? { offset: null, count: assembly.node(limit!) } : null,
    map: truth(isMissing(map) ? undefined : map, 'sql', 'map', false),
    with: [],
    span: nowhere,
  }
  return assembly.code(query)
}

const negative = (limit: Value | undefined) =>
  limit instanceof Scalar && !limit.isNull && Number(limit.raw) < 0
const both = (left: Expression, right: Expression): Expression => ({
  kind: 'binary',
  operator: '&&',
  left,
  right,
  span: nowhere,
})

export const sql = define({
  name: 'sql',
  signature:
    'sql(select, from, [where], [groupBy], [groupFlag=1], [csort], [ascSort=1], [having], [orderBy], [ascOrder=1], [limit], [hint], [exec=false], [map=false], [cgroupBy])',
  kind: 'system',
  doc: 'Metacode of a query from its parts, to be run by eval. groupFlag: 0 context by, 1 group by, 2 pivot by.',
  examples: [
    ['t = table(1 2 3 as x); sql(sqlCol("*"), t)', '< select * from t >'],
    ['t = table(1 2 3 as x); sql(sqlColAlias(<sum(x)>, `s), t, <x > 1>).eval()', 's\n-\n5'],
  ],
  runNamed: (_, names, args) => buildSelect(names, args),
  run: (_, ...args) => buildSelect([], args),
})

// `column = value` in code, or named code, sets a column.
function setOf(node: Expression): Update['sets'][number] {
  if (node.kind === 'binary' && (node.operator === '==' || node.operator === '=')) {
    return { column: node.left, value: node.right }
  }
  if (node.kind === 'named' && typeof node.aliases[0] === 'string')
    return { column: nameNode(node.aliases[0]), value: node.value }
  throw new ScriptError(`sqlUpdate: an update is written as <value as column>, not <${print(node)}>.`)
}

export function buildUpdate(names: readonly (string | null)[], args: readonly (Value | undefined)[]): Value {
  const [table, updates, from, where, contextBy, csort, ascSort, having] = args
  const assembly = new Assembly()
  const conditions = nodesOf(assembly, having)
  const update: Update = {
    kind: 'update',
    table: tableNode(assembly, table!, names[0] ?? null),
    sets: nodesOf(assembly, updates).map(setOf),
    from: isMissing(from) ? null : sourceOf(tableNode(assembly, from, null)),
    where: nodesOf(assembly, where),
    contextBy: nodesOf(assembly, contextBy).map(itemOf),
    contextSort: ordersOf(assembly, csort, ascSort),
    having: conditions.length === 0 ? null : conditions.reduce(both),
    span: nowhere,
  }
  return assembly.code(update)
}

export const sqlUpdate = define({
  name: 'sqlUpdate',
  signature: 'sqlUpdate(table, updates, [from], [where], [contextBy], [csort], [ascSort], [having])',
  kind: 'system',
  doc: 'Metacode of an update, to be run by eval. Each update is written as <value as column>.',
  examples: [['t = table(1 2 as x); sqlUpdate(t, <x * 10 as x>).eval(); t.x', '[10,20]']],
  runNamed: (_, names, args) => buildUpdate(names, args),
  run: (_, ...args) => buildUpdate([], args),
})

export function buildDelete(names: readonly (string | null)[], args: readonly (Value | undefined)[]): Value {
  const [table, where, from] = args
  if (table === undefined) throw wrongArgument('sqlDelete(table)', 'table', 'a table', table)
  const assembly = new Assembly()
  const target = tableNode(assembly, table, names[0] ?? null)
  const node: Delete = {
    kind: 'delete',
    table: isMissing(from) ? null : target,
    from: sourceOf(isMissing(from) ? target : tableNode(assembly, from, null)),
    where: nodesOf(assembly, where),
    contextBy: [],
    contextSort: [],
    having: null,
    map: false,
    span: nowhere,
  }
  return assembly.code(node)
}

export const sqlDelete = define({
  name: 'sqlDelete',
  signature: 'sqlDelete(table, [where], [from])',
  kind: 'system',
  doc: 'Metacode of a delete, to be run by eval.',
  examples: [['t = table(1 2 3 as x); sqlDelete(t, <x = 2>).eval(); t.x', '[1,3]']],
  runNamed: (_, names, args) => buildDelete(names, args),
  run: (_, ...args) => buildDelete([], args),
})
