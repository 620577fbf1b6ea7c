import { BLOB, COMPRESSED, type DataType, STRING } from '../data-type.ts'
import { Chart } from '../forms/chart.ts'
import type { Dictionary } from '../forms/dictionary.ts'
import type { TableValue } from '../forms/table-value.ts'
import type { Value } from '../value.ts'

// Text and tuples have no fixed width per element, so they aren't FAST.
function ofElements(type: DataType, form: string): string {
  if (type === COMPRESSED) return `HUGE ${type.name} ${form}`
  const varying = type === STRING || type === BLOB || ['any', 'union', 'none'].includes(type.storage)
  return varying ? `${type.name} ${form}` : `FAST ${type.name} ${form}`
}

/** The text of `typestr`: `INT`, `FAST INT VECTOR`, `STRING VECTOR`, `FAST DOUBLE MATRIX`, `IN-MEMORY TABLE`. */
export function typestr(value: Value): string {
  switch (value.form) {
    case 'vector':
      return ofElements(value.type, 'VECTOR')
    case 'matrix':
      return ofElements(value.type, 'MATRIX')
    case 'pair':
      return `${value.type.name} PAIR`
    case 'set':
      return `${value.type.name} SET`
    case 'dictionary': {
      if (value instanceof Chart) return 'CHART'
      const { keyType, valueType } = value as Dictionary
      return `${keyType.name}->${valueType.category === 'MIXED' ? 'ANY' : valueType.name} DICTIONARY`
    }
    case 'table':
      return (value as TableValue).describe
    default:
      return value.type.name
  }
}
