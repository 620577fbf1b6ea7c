import type { Expression, Select } from '../../grammar/ast.ts'
import { print } from '../../grammar/print.ts'
import { truth, wrongArgument } from '../functions/argument.ts'
import { define } from '../functions/define.ts'
import { itemsOf } from '../functions/metacode/syntax.ts'
import { Callable } from '../runtime/callable.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { columnConditions } from '../sql/conditions.ts'
import { type ColumnCondition, type Part, Source } from '../sql/source.ts'
import { Code, type Lookup } from '../values/code.ts'
import { DATASOURCE } from '../values/data-type.ts'
import { SystemObject } from '../values/system-object.ts'
import type { Table } from '../values/table.ts'
import { Tuple } from '../values/tuple.ts'
import type { Value } from '../values/value.ts'

/** Rows that are read when a function of mr asks for them. */
class DataSource extends SystemObject {
  readonly type = DATASOURCE
  readonly #text: string
  readonly read: (context: Context) => Value

  constructor(text: string, read: (context: Context) => Value) {
    super()
    this.#text = text
    this.read = read
  }

  describe(): string {
    return `DataSource< ${this.#text} >`
  }
}

/** One part of a source, as a source. */
class OnePart extends Source {
  readonly #whole: Source
  readonly #part: Part

  constructor(whole: Source, part: Part) {
    super()
    this.#whole = whole
    this.#part = part
  }

  get names(): readonly string[] {
    return this.#whole.names
  }

  get types(): Source['types'] {
    return this.#whole.types
  }

  get describe(): string {
    return this.#whole.describe
  }

  append(): number {
    throw new ScriptError('A data source takes no rows.')
  }

  load(_context: Context): Table {
    return this.#whole.read(this.#part, this.names, [])
  }

  partCount(): number {
    return 1
  }

  parts(): readonly Part[] {
    return [this.#part]
  }

  read(part: Part, columns: readonly string[], conditions: readonly ColumnCondition[]): Table {
    return this.#whole.read(part, columns, conditions)
  }

  replace(): void {
    throw new ScriptError('Rows of a data source are not changed.')
  }
}

// A name that no script can write stands for the part.
const PART = '\u0001part'

function sourcesOf(context: Context, code: Code): DataSource[] {
  const node = code.node.kind === 'expressionStatement' ? code.node.value : code.node
  const from = node.kind === 'select' && node.from.length === 1 ? node.from[0] : undefined
  if (node.kind !== 'select' || from?.kind !== 'tableSource') {
    throw new ScriptError('sqlDS takes a query of one table, such as <select * from t where x > 0>.')
  }
  const lookup: Lookup = name => code.lookup?.(name)
  const table = context.evaluator.compile(from.value)({ resolve: lookup })
  if (!(table instanceof Source)) {
    return [new DataSource(print(node), inner => inner.evaluator.evaluate(code))]
  }
  const isColumn = (name: string) => table.indexOf(name) >= 0
  const conditions = columnConditions(node.where, { context, lookup, isColumn })
  return table.parts(conditions).map(part => {
    const text = `${print(node)} [partition = ${partName(table, part)}]`
    const alias = from.alias ?? (from.value.kind === 'name' ? from.value.name : null)
    const query: Select = { ...node, from: [{ ...from, value: partNode(from.value), alias }] }
    const one = new OnePart(table, part)
    return new DataSource(text, inner =>
      inner.evaluator.compile(query)({ resolve: name => (name === PART ? one : lookup(name)) }),
    )
  })
}

const partNode = (at: Expression): Expression => ({ kind: 'name', name: PART, qualifiers: [], span: at.span })

const partName = (table: Source, part: Part) =>
  `${'path' in table ? String(table.path).replace(/^dfs:\//, '') : ''}/${part.path}`

export const sqlDS = define({
  name: 'sqlDS',
  signature: 'sqlDS(sqlObj, [forcePartition=false])',
  kind: 'system',
  doc: 'A query as data sources for mr: one for each partition that it reads, as a tuple.',
  examples: [
    [
      'db = database("", VALUE, 1..3); pt = db.createPartitionedTable(table(1 as id, 1 as x), `pt, `id).append!(table(1 2 2 as id, 5 6 7 as x)); ds = sqlDS(<select x from pt>); size(ds)',
      '2',
    ],
  ],
  run: (context, code) => {
    if (!(code instanceof Code)) throw wrongArgument('sqlDS(sqlObj)', 'sqlObj', 'metacode of a query', code)
    return new Tuple(sourcesOf(context, code))
  },
})

function callable(value: Value | undefined, parameter: string): Callable {
  if (value instanceof Callable) return value
  throw wrongArgument('mr(ds, mapFunc, [reduceFunc], [finalFunc])', parameter, 'a function', value)
}

export const mr = define({
  name: 'mr',
  signature: 'mr(ds, mapFunc, [reduceFunc], [finalFunc], [parallel=true])',
  kind: 'template',
  doc: 'Calls mapFunc with the rows of each data source, reduceFunc with the results two by two (of tuples, element by element), and finalFunc with what is left. Without reduceFunc the results are a tuple.',
  examples: [
    [
      'db = database("", VALUE, 1..3); pt = db.createPartitionedTable(table(1 as id, 1 as x), `pt, `id).append!(table(1 2 2 as id, 5 6 7 as x)); mr(sqlDS(<select x from pt>), t -> sum(t.x), +)',
      '18',
    ],
  ],
  run: (context, sources, map, reduce, final, parallel) => {
    truth(parallel, 'mr(ds, mapFunc)', 'parallel', true)
    const results = itemsOf(sources).map(source => {
      context.checkCancelled()
      if (!(source instanceof DataSource))
        throw wrongArgument('mr(ds, mapFunc)', 'ds', 'data sources, as sqlDS gives them', source)
      return context.call(callable(map, 'mapFunc'), [source.read(context)])
    })
    const [first, ...others] = results
    if (first === undefined) throw new ScriptError('mr: there is no data source.')
    const reduced =
      reduce === undefined
        ? new Tuple(results)
        : others.reduce(
            (whole, next) => reducedBy(context, callable(reduce, 'reduceFunc'), whole, next),
            first,
          )
    return final === undefined ? reduced : context.call(callable(final, 'finalFunc'), [reduced])
  },
})

function reducedBy(context: Context, reduce: Callable, a: Value, b: Value): Value {
  if (!(a instanceof Tuple) || !(b instanceof Tuple) || a.length !== b.length)
    return context.call(reduce, [a, b])
  return new Tuple(a.items.map((item, i) => context.call(reduce, [item, b.items[i]!])))
}
