import type { DataType } from '../data-type.ts'

/** What a script holds but cannot look into: a database handle, a connection, a class instance. */
export abstract class SystemObject {
  /** HANDLE, RESOURCE, DATASOURCE or OBJECT. */
  abstract readonly type: DataType

  get form(): 'system' {
    return 'system'
  }

  /** A script that gives it in any session of the cluster; null: it is this session's alone. */
  origin(): string | null {
    return null
  }

  /** What printing it shows. */
  abstract describe(): string
}
