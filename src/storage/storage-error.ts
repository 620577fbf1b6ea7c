/**
 * What went wrong, for people to read. `kind` for programs:
 * `missing` no such database, table, column, partition or transaction; `exists` the name is taken; `invalid` what was asked
 * for can't be; `conflict` another transaction holds the chunk; `changed` the chunk is no longer what was read; `damaged` a file is not what was written; `closed` the
 * store, transaction or snapshot is over; `locked` another process has the folder.
 */
export type StorageErrorKind =
  | 'missing'
  | 'exists'
  | 'invalid'
  | 'conflict'
  | 'changed'
  | 'damaged'
  | 'closed'
  | 'locked'

export class StorageError extends Error {
  readonly kind: StorageErrorKind

  constructor(kind: StorageErrorKind, message: string) {
    super(message)
    this.name = 'StorageError'
    this.kind = kind
  }
}
