import { dataTypeOf, typeConstant } from '../../functions/argument.ts'
import type { Indices } from '../../functions/indexing/indices.ts'
import { read, readMember } from '../../functions/indexing/read.ts'
import { write } from '../../functions/indexing/write.ts'
import { Callable } from '../../runtime/callable.ts'
import { catalogs } from '../../runtime/catalog.ts'
import type { Context } from '../../runtime/context.ts'
import { missingColumn } from '../../runtime/missing-column.ts'
import { ScriptObject } from '../../runtime/script-class.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { arrayOf, INT, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { otherwise } from './failure.ts'

/** `x[i]`. */
export function item(context: Context, object: Value, index: Value): Value {
  if (object instanceof FixedVector && index instanceof Scalar && index.type === INT) {
    const place = index.raw as number
    if (place >= 0 && place < object.length) return object.get(place)
  }
  return read(context, object, [index])
}

/** `x[i, j]`. */
export const items = (context: Context, object: Value, indices: Indices): Value =>
  read(context, object, indices)

/** `x[i] = v`, of a value that nobody else holds. Returns what the variable is to hold. */
export function setItem(context: Context, object: Value, index: Value, value: Value): Value {
  if (
    object instanceof FixedVector &&
    index instanceof Scalar &&
    index.type === INT &&
    value instanceof Scalar &&
    value.type === object.type
  ) {
    const place = index.raw as number
    if (place >= 0 && place < object.length) {
      object.setRaw(place, value.raw)
      return object
    }
  }
  return write(context, object, [index], value)
}

export const setItems = (context: Context, object: Value, indices: Indices, value: Value): Value =>
  write(context, object, indices, value)

/** `x.name`. */
export function member(context: Context, object: Value, name: string): Value {
  const found = readMember(object, name)
  if (found) return found
  if (object instanceof ScriptObject) {
    const place = object.placeOf(name)
    if (place >= 0) return object.values[place]!
    if (object.class.method(name)) return object.bound(name)
    throw new ScriptError(`An object of the class ${object.class.name} has no member ${name}.`)
  }
  if (object instanceof TableValue) throw unreadableColumn(object, name)
  if (object instanceof Dictionary) return read(context, object, [new Scalar(STRING, name)])
  throw new ScriptError(`A ${object.form} has no member ${name}.`, {
    hint: context.evaluator.findFunction(name) ? `To call the function, write .${name}().` : undefined,
  })
}

// A table in memory has no such column; one that lies elsewhere may have it, but not here.
function unreadableColumn(table: TableValue, name: string): ScriptError {
  if (table instanceof Table || table.indexOf(name) < 0) return missingColumn(name, table.names)
  return new ScriptError(`Elements of a ${table.describe} can be read by SQL only.`, {
    refId: 'S02008',
    hint: `Its column is read by exec ${name} from t`,
  })
}

/** `a.b.c`, where the scope may not know a: members of its value, or a table of a catalog, whose members follow. */
export function path(context: Context, found: Value | undefined, names: readonly string[]): Value {
  if (found === undefined && context.has(catalogs)) {
    const service = context.service(catalogs)
    for (let length = Math.min(3, names.length); length > 1; length--) {
      const table = service.findTable(names.slice(0, length))
      if (table) return membersOf(context, table, names.slice(length))
    }
  }
  return membersOf(context, found ?? otherwise(context, names[0]!), names.slice(1))
}

const membersOf = (context: Context, value: Value, names: readonly string[]): Value =>
  names.reduce((object, name) => member(context, object, name), value)

/** `INT[]`. */
export function arrayType(value: Value): Value {
  const type = value instanceof Callable ? undefined : dataTypeOf(value)
  if (type) return typeConstant(arrayOf(type))
  throw new ScriptError('A data type is expected before [].')
}
