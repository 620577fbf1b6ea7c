import { typeConstant } from '../functions/argument.ts'
import { accessCodes } from '../runtime/access-codes.ts'
import { hintFlags } from '../runtime/hints.ts'
import { namedTypes, typeOfName } from '../values/data-type.ts'
import { chartTypes } from '../values/forms/chart.ts'
import { double, int, string } from '../values/forms/scalar.ts'
import type { Value } from '../values/value.ts'

const forms = [
  'SCALAR',
  'VECTOR',
  'PAIR',
  'MATRIX',
  'SET',
  'DICT',
  'TABLE',
  'CHART',
  'CHUNK',
  'SYSOBJ',
  'TENSOR',
]
const partitions = ['SEQ', 'VALUE', 'RANGE', 'LIST', 'COMPO', 'HASH']
const positions = ['HEAD', 'CURRENT', 'TAIL']
// Which of equal rows are kept, as `createPartitionedTable` and `isDuplicated` take it.
const keptRows = ['ALL', 'FIRST', 'LAST', 'NONE']
// What `undef` takes: names, since its argument is a word.
const objectTypes = ['VAR', 'SHARED', 'DEF']

const constants = new Map<string, Value>([
  ['pi', double(Math.PI)],
  ['e', double(Math.E)],
  ...numbered(forms, 0),
  ...numbered(chartTypes, 0),
  ...numbered(partitions, 0),
  ...numbered(positions, 0),
  ...numbered(keptRows, 0),
  ...Object.entries(accessCodes).map(([name, code]) => [name, int(code)] as const),
  ...[...hintFlags].map(([name, flag]) => [name, int(flag)] as const),
  ...objectTypes.map(name => [name, string(name)] as const),
  ...['DECIMAL32', 'DECIMAL64', 'DECIMAL128'].map(name => [name, typeConstant(typeOfName(name)!)] as const),
  ...[...namedTypes].map(([name, type]) => [name, typeConstant(type)] as const),
])

function numbered(names: readonly string[], first: number): [string, Value][] {
  return names.map((name, i) => [name, int(first + i)])
}

/** The value of a built-in constant (`pi`, `INT`, `VALUE` …), or undefined. */
export const builtinConstant = (name: string): Value | undefined => constants.get(name)

export const builtinConstantNames = (): Iterable<string> => constants.keys()
