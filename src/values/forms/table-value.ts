import type { DataType } from '../data-type.ts'

/** Anything that is a table to a script: in memory (Table), or elsewhere and read through SQL. */
export abstract class TableValue {
  abstract readonly names: readonly string[]
  abstract readonly types: readonly DataType[]

  get form(): 'table' {
    return 'table'
  }

  /** What `typestr` says: `IN-MEMORY TABLE`, `KEYED IN-MEMORY TABLE`, `SEGMENTED DFS TABLE` … */
  abstract readonly describe: string

  /** Where it is kept, as dfs://database/table; empty for a table in memory. */
  get location(): string {
    return ''
  }

  /** The column's place, or −1. Exact name first, then without regard to case. */
  indexOf(name: string): number {
    const exact = this.names.indexOf(name)
    if (exact >= 0) return exact
    const lower = name.toLowerCase()
    return this.names.findIndex(candidate => candidate.toLowerCase() === lower)
  }
}
