import { textIndex } from '../../functions/strings/words/text-analyzer.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import { type DataType, isLiteral, SYMBOL } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { TableValue } from '../../values/forms/table-value.ts'
import type { Value } from '../../values/value.ts'

/**
 * What `indexes={"remark": "textindex(parser=english)"}` says, by column. Bloom filters and vector indexes change no answer and are kept as
 * they were asked for; in other engines than TSDB and PKEY there are none. @throws ScriptError
 */
export function indexesOf(
  value: Value | undefined,
  table: TableValue,
  primaryKey: readonly string[],
  { engine }: Pick<DatabaseRecord, 'engine'>,
): ReadonlyMap<string, string> {
  if (value === undefined || (engine !== 'TSDB' && engine !== 'PKEY')) return new Map()
  if (!(value instanceof Dictionary))
    throw new ScriptError('indexes is a dictionary: {"column": "textindex(parser=english)"}.')
  const found = new Map<string, string>()
  for (const { key, value: asked } of value.entries.values()) {
    const place = table.indexOf(String(key))
    if (place < 0) throw new ScriptError(`indexes: the table has no column ${String(key).slice(0, 60)}.`)
    const name = table.names[place]!
    const text = asked instanceof Scalar && isLiteral(asked.type) ? String(asked.raw) : ''
    check(name, table.types[place]!, text, primaryKey.includes(name), engine)
    found.set(name, text)
  }
  return found
}

function check(column: string, type: DataType, index: string, isKey: boolean, engine: string): void {
  const kind = /^\s*(\w+)/.exec(index)?.[1]?.toLowerCase()
  const refuse = (why: string) =>
    new ScriptError(`The column ${column} of type ${type} can't have the index ${index}: ${why}.`)
  switch (kind) {
    case 'textindex':
      if (engine !== 'PKEY') throw refuse('text indexes are for the PKEY engine')
      if (!isLiteral(type) || type === SYMBOL) throw refuse('text indexes are for STRING and BLOB')
      if (isKey) throw refuse('it is in the primary key')
      return void textIndex(index)
    case 'bloomfilter':
      if (engine !== 'PKEY') throw refuse('bloom filters are for the PKEY engine')
      return
    case 'vectorindex':
      if (type.element?.category !== 'FLOATING') throw refuse('vector indexes are for FLOAT[] and DOUBLE[]')
      return
    default:
      throw refuse('indexes are textindex(…), bloomfilter and vectorindex(…)')
  }
}
