import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import type { PartitionLevel } from '../../storage/partitions/level.ts'
import { HANDLE } from '../../values/data-type.ts'
import { SystemObject } from '../../values/forms/system-object.ts'

/** What `database(…)` gives: a database that exists, or a scheme alone, to be a part of a COMPO scheme. */
export class DatabaseHandle extends SystemObject {
  readonly type = HANDLE
  /** Empty for a scheme alone. */
  readonly path: string
  readonly levels: readonly PartitionLevel[]
  readonly engine: DatabaseRecord['engine']
  readonly atomic: DatabaseRecord['atomic']

  constructor(record: Pick<DatabaseRecord, 'path' | 'levels' | 'engine' | 'atomic'>) {
    super()
    this.path = record.path
    this.levels = record.levels
    this.engine = record.engine
    this.atomic = record.atomic
  }

  override origin(): string | null {
    return this.path === '' ? null : `database(${JSON.stringify(this.path)})`
  }

  describe(): string {
    return `DB[${this.path}]`
  }
}
