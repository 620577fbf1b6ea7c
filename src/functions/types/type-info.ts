import { Callable } from '../../runtime/callable.ts'
import { ANY, CODE, type DataType, FUNCTIONDEF } from '../../values/data-type.ts'
import { typestr as typeText } from '../../values/format/typestr.ts'
import { Chart } from '../../values/forms/chart.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { bool, int as intScalar, NOTHING, string as stringScalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import { Tensor } from '../../values/forms/tensor.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { ints } from '../../values/vectors/fixed-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { wrongArgument } from '../argument.ts'
import { Builtin, define } from '../define.ts'
import { withData } from '../lift/unary.ts'

/** The type of what a value holds; of tables ANY. */
export function typeOf(value: Value): DataType {
  if (value instanceof TableValue || value.form === 'set') return value instanceof SetValue ? value.type : ANY
  if (value instanceof Callable) return FUNCTIONDEF
  return value.form === 'code' ? CODE : (value as { type: DataType }).type
}

export const typestr = define({
  name: 'typestr',
  signature: 'typestr(X)',
  kind: 'system',
  doc: 'The type and form of X in words.',
  examples: [
    ['typestr(3)', 'INT'],
    ['typestr(1 2 3)', 'FAST INT VECTOR'],
    ['typestr(`a`b)', 'STRING VECTOR'],
    ['typestr(1:2)', 'INT PAIR'],
    ['typestr((1, "a"))', 'ANY VECTOR'],
  ],
  run: (_, x) => stringScalar(typeText(x!)),
})

export const type = define({
  name: 'type',
  signature: 'type(X)',
  kind: 'system',
  doc: 'The code of the data type of X: what the constants INT, DOUBLE … stand for.',
  examples: [
    ['type(3)', '4'],
    ['type(1.2) == DOUBLE', 'true'],
  ],
  run: (_, x) => intScalar(typeOf(x!).code),
})

const forms: Readonly<Record<string, number>> = {
  scalar: 0,
  vector: 1,
  pair: 2,
  matrix: 3,
  set: 4,
  dictionary: 5,
  table: 6,
}

export const form = define({
  name: 'form',
  signature: 'form(X)',
  kind: 'system',
  doc: 'The data form of X as a number: 0 scalar, 1 vector, 2 pair, 3 matrix, 4 set, 5 dictionary, 6 table, 7 chart, 10 tensor.',
  examples: [
    ['form(1 2 3)', '1'],
    ['form(1:2)', '2'],
  ],
  run: (_, x) => {
    if (x instanceof Tensor) return intScalar(10)
    return intScalar(x instanceof Chart ? 7 : (forms[x!.form] ?? 0))
  },
})

const categories = [
  'VOID',
  'LOGICAL',
  'INTEGRAL',
  'TEMPORAL',
  'FLOATING',
  'LITERAL',
  'SYSTEM',
  'MIXED',
  'BINARY',
  'OTHER',
  'ARRAY',
  'DECIMAL',
]

/** The category of a type as clients number it. */
export const categoryCode = (type: DataType) => categories.indexOf(type.category)

export const category = define({
  name: 'category',
  signature: 'category(X)',
  kind: 'system',
  doc: 'The category of the data type of X as a number: 1 logical, 2 integral, 3 temporal, 4 floating, 5 literal and so on.',
  examples: [['category(1.5)', '4']],
  run: (_, x) => intScalar(categoryCode(x instanceof ArrayVector ? x.type : typeOf(x!))),
})

export const isOrderedDict = define({
  name: 'isOrderedDict',
  signature: 'isOrderedDict(X)',
  kind: 'system',
  doc: 'Whether X is a dictionary that keeps the order of its keys.',
  examples: [
    ['isOrderedDict(dict(1 2, 3 4, true))', 'true'],
    ['isOrderedDict(dict(1 2, 3 4))', 'false'],
  ],
  run: (_, x) => bool(x instanceof Dictionary && x.ordered),
})

export const isNothing = define({
  name: 'isNothing',
  signature: 'isNothing(X)',
  kind: 'system',
  doc: 'Whether an argument was left out.',
  examples: [['f = def(x, y): isNothing(y); f(5, NULL)', 'false']],
  run: (_, x) => bool(x === undefined || x === NOTHING),
})

export const symbolCode = define({
  name: 'symbolCode',
  signature: 'symbolCode(X)',
  kind: 'elementwise',
  doc: 'The numbers that stand for the texts of symbols inside a column; the empty one is 0.',
  examples: [['symbolCode(symbol(`IBM`APPL`IBM))', '[1,2,1]']],
  run: (_, x) => {
    const column = x instanceof Matrix ? x.data : x
    if (!(column instanceof SymbolVector))
      throw wrongArgument('symbolCode(X)', 'X', 'a vector or matrix of symbols', x)
    const codes = ints(Array.from(column.codes.subarray(0, column.length)))
    return x instanceof Matrix ? withData(x, codes) : codes
  },
})

export const syntax = define({
  name: 'syntax',
  signature: 'syntax(X)',
  kind: 'system',
  doc: 'How the built-in function X is called: its name and parameters.',
  examples: [['syntax(cumsum)', 'cumsum(X)']],
  run: (_, x) => {
    if (x instanceof Builtin) return stringScalar(x.definition.signature)
    if (!(x instanceof Callable)) throw wrongArgument('syntax(X)', 'X', 'a function', x)
    return stringScalar(`${x.name}(${x.parameters.list.map(({ name }) => name).join(', ')})`)
  },
})
