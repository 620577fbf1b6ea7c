import { print } from '../../../grammar/print/print.ts'
import type { Expression, FromSource, OrderItem, Select, SelectItem } from '../../../grammar/tree/ast.ts'
import { hintFlags } from '../../runtime/hints.ts'
import { ANY, STRING } from '../../values/data-type.ts'
import { Code } from '../../values/forms/code.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { int, NULL, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { callNode, literalNode, nameNode, nowhere } from './syntax.ts'

// What a query consists of.

const groupFlags: readonly (string | null)[] = ['context', 'group', 'pivot']

function componentsOf({ lookup, unbound }: Code, query: Select): Dictionary {
  const code = (node: Expression) => new Code(node, lookup, unbound)
  const codes = (nodes: readonly Expression[]) => new Tuple(nodes.map(code))
  const grouped = query.grouping === 'segment' ? [] : query.groupBy
  const parts: Record<string, Value> = {
    exec: int(Number(query.verb === 'exec')),
    select: codes(query.items.map(itemNode)),
    from:
      query.from.length === 1
        ? fromPart(query.from[0]!, code)
        : new Tuple(query.from.map(each => fromPart(each, code))),
    where: codes(query.where),
    groupBy: codes([...grouped, ...query.cumulativeGroupBy].map(itemNode)),
    groupFlag:
      query.grouping && groupFlags.includes(query.grouping) ? int(groupFlags.indexOf(query.grouping)) : NULL,
    cgroups: int(query.cumulativeGroupBy.length),
    csort: codes(query.contextSort.map(orderNode)),
    having: query.having ? code(query.having) : NULL,
    orderBy: codes(query.orderBy.map(orderNode)),
    rowOffset: offsetOf(query, code),
    rowCount: countOf(query, code),
    hint: int(query.hints.reduce((sum, hint) => sum | (hintFlags.get(hint) ?? Number(hint)), 0)),
    segment: query.grouping === 'segment' ? codes(query.groupBy.map(itemNode)) : NULL,
  }
  const made = new Dictionary(STRING, ANY, true)
  for (const [name, part] of Object.entries(parts)) made.set(name, part)
  return made
}

const itemNode = ({ value, aliases }: SelectItem): Expression =>
  aliases.length === 0 ? value : { kind: 'named', value, aliases, span: nowhere }

// An order that descends is shown as one of the negated key.
const orderNode = ({ value, descending }: OrderItem): Expression =>
  descending ? { kind: 'unary', operator: '-', operand: value, span: nowhere } : value

// A table by its name is found when the query runs; joins are told as they are written.
function fromPart(source: FromSource, code: (node: Expression) => Code): Value {
  if (source.kind !== 'tableSource') return string(print(source))
  const { value } = source
  if (value.kind !== 'name') return code(value)
  return code(callNode(nameNode('objByName'), [literalNode('string', value.name)]))
}

function offsetOf({ top, limit }: Select, code: (node: Expression) => Code): Value {
  if (limit?.offset) return code(limit.offset)
  return top && top.start > 0 ? int(top.start) : NULL
}

function countOf({ top, limit }: Select, code: (node: Expression) => Code): Value {
  if (limit) return code(limit.count)
  return top ? int(top.end - top.start) : NULL
}

export const objectComponent = define({
  name: 'objectComponent',
  signature: 'objectComponent(obj)',
  kind: 'system',
  doc: 'The parts of a query in metacode, as a dictionary: what it selects, from what, its conditions, groups and order. groupFlag: 0 context by, 1 group by, 2 pivot by.',
  examples: [
    ['objectComponent(<select a, b from t where a > 1>)["select"]', '(< a >,< b >)'],
    ['objectComponent(<select sum(a) from t group by b>)["groupFlag"]', '1'],
  ],
  run: (_, x) => {
    if (x instanceof Code && x.node.kind === 'select') return componentsOf(x, x.node)
    throw wrongArgument('objectComponent(obj)', 'obj', 'metacode of a query', x)
  },
})
