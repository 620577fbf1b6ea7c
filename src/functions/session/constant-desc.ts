import { Callable } from '../../runtime/callable.ts'
import { ANY, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { bool, int, long, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { Builtin, define } from '../define.ts'
import { typeOf } from '../types/type-info.ts'
import { bytesOf, columnsOf, formName, rowsOf } from './variables-in-memory.ts'

/** What only values of some forms have. */
function ofItsForm(value: Value): Record<string, Value> {
  if (value instanceof Vector) {
    const tuple: Record<string, Value> =
      value instanceof Tuple ? { isColumnarTuple: bool(value.columnar) } : {}
    return { nullFlag: bool(value.mayHoldNulls), ...tuple }
  }
  if (value instanceof Matrix) {
    return {
      isIndexedMatrix: bool(value.index === 'matrix'),
      isIndexedSeries: bool(value.index === 'series'),
      nullFlag: bool(value.data.mayHoldNulls),
    }
  }
  if (value instanceof Table) return { tableType: string(value.kind.toUpperCase()) }
  if (!(value instanceof Callable)) return {}
  const kind = value instanceof Builtin ? value.definition.kind : null
  return {
    functionDefType: string(kind === null ? 'USER DEFINED FUNCTION' : 'SYSTEM FUNCTION'),
    isAggregateFunction: bool(kind === 'aggregate'),
    isOrderSensitiveFunction: bool(kind === 'series'),
    isHigherOrderFunction: bool(kind === 'template'),
  }
}

export const constantDesc = define({
  name: 'constantDesc',
  signature: 'constantDesc(obj)',
  kind: 'system',
  doc: 'A dictionary with what an object is: form, type, category, rows, columns, the memory that it takes up, how many variables hold it. Where it lies is not told: it may move.',
  examples: [
    ['constantDesc(1.5)["type"]', 'DOUBLE'],
    ['constantDesc(table(1 2 as id))["tableType"]', 'BASIC'],
    ['constantDesc(sum)["isAggregateFunction"]', 'true'],
    ['t = 1 2 3; constantDesc(t)["refCount"]', '1'],
  ],
  run: (context, obj) => {
    const value = obj!
    const type = typeOf(value)
    const isTable = value.form === 'table'
    const holders = [...context.variables.values()].filter(held => held === value).length
    const entries: Record<string, Value> = {
      form: string(formName(value)),
      ...ofItsForm(value),
      type: string(isTable ? 'DICTIONARY' : type.name),
      category: string(isTable ? 'MIXED' : type.category),
      ...(type.category === 'DECIMAL' ? { scale: int(type.scale) } : {}),
      isTemporary: bool(holders === 0),
      refCount: int(Math.max(1, holders)),
      rows: int(rowsOf(value)),
      columns: int(columnsOf(value)),
      memoryAllocated: long(BigInt(bytesOf(value))),
    }
    const made = new Dictionary(STRING, ANY, true)
    for (const [name, entry] of Object.entries(entries)) made.set(name, entry)
    return made
  },
})
