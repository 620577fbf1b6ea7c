import type { ColumnSpec } from '../../storage/catalog/table-record.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { typeOfName } from '../../values/data-type.ts'
import type { ColumnMessage } from './store-message.ts'

/** @throws StorageError `invalid` if there is no such type. */
export function columnFromMessage({ type, ...column }: ColumnMessage): ColumnSpec {
  const known = typeOfName(type)
  if (!known) throw new StorageError('invalid', `There is no type ${type}`)
  return { ...column, type: known }
}
