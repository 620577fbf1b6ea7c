import { crc32 } from 'node:zlib'
import type { ScriptFolders } from '../../runtime/files.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import {
  type DatabaseRecord,
  databaseFromJson,
  databaseToJson,
} from '../../storage/catalog/database-record.ts'
import { type TableRecord, tableFromJson, tableToJson } from '../../storage/catalog/table-record.ts'
import type { Table } from '../../values/forms/table.ts'
import { rowsFromBytes, rowsToBytes } from '../data-node/rows-message.ts'

/** How a backup came about: whole partitions as they were, or rows that a query gave. */
export type BackupKind = 'COPY_FILE' | 'SQL'

/** A partition in a backup. */
export interface BackupPart {
  /** Empty: the only one of a dimension table. */
  readonly path: string
  readonly chunk: string
  readonly cid: number
  readonly rows: number
  /** Milliseconds since 1970. */
  readonly updated: number
  readonly file: string
  readonly bytes: number
  readonly crc: number
}

/** A table in a backup, as it was then. */
export interface TableBackup {
  readonly kind: BackupKind
  readonly database: DatabaseRecord
  readonly table: TableRecord
  readonly parts: readonly BackupPart[]
}

const byNumbers = new Intl.Collator('en', { numeric: true })
const MANIFEST = /^manifest-(\d+)$/
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * A folder with backups: `database/table/`, in it a file of rows for each partition, and a manifest that names them. A new manifest
 * takes the place of the one before it when it is whole on the disk, and what only the old one names goes then: so a backup that
 * is cut off leaves the one before it as it was.
 */
export class BackupFolder {
  readonly #files: ScriptFolders
  readonly #folder: string

  constructor(files: ScriptFolders, folder: string) {
    this.#files = files
    this.#folder = folder
  }

  get exists(): boolean {
    return this.#files.describe(this.#folder)?.isFolder === true
  }

  /** All that is backed up here. @throws ScriptError when the folder is missing, or what it says of a table is damaged */
  all(): TableBackup[] {
    if (!this.exists) throw new ScriptError(`There is no backup in ${this.#folder}: it is no folder.`)
    return this.#names(this.#folder).flatMap(database =>
      this.#names(`${this.#folder}/${database}`).flatMap(
        table => this.#newest(`${this.#folder}/${database}/${table}`) ?? [],
      ),
    )
  }

  find(database: string, table: string): TableBackup | null {
    const folder = this.#place(database, table)
    return this.#files.describe(folder)?.isFolder ? this.#newest(folder) : null
  }

  /** @throws ScriptError where the table isn't backed up here */
  get(database: string, table: string): TableBackup {
    const found = this.find(database, table)
    if (found) return found
    throw new ScriptError(`${this.#folder} has no backup of ${database}/${table}.`)
  }

  /** Writes a partition's rows; they belong to the backup once `commit` names them. */
  write(
    database: string,
    table: string,
    rows: Table,
    about: Pick<BackupPart, 'path' | 'chunk' | 'cid' | 'updated'>,
  ) {
    const folder = this.#place(database, table)
    if (!this.#files.describe(folder)) this.#files.makeFolder(folder)
    const bytes = rowsToBytes(rows)
    const stem = `${about.chunk || 'rows'}@${about.cid}`
    let file = `${stem}.rows`
    for (let i = 1; this.#files.describe(`${folder}/${file}`); i++) file = `${stem}-${i}.rows`
    this.#files.write(`${folder}/${file}`, 'end', bytes)
    this.#files.sync(`${folder}/${file}`)
    const part: BackupPart = { ...about, rows: rows.rows, file, bytes: bytes.length, crc: crc32(bytes) }
    return part
  }

  /** A partition's rows. @throws ScriptError when they are not what was written */
  read({ database, table }: TableBackup, part: BackupPart): Table {
    const path = `${this.#place(database.path, table.name)}/${part.file}`
    const bytes =
      this.#files.describe(path)?.bytes === part.bytes ? this.#files.read(path, 0, part.bytes) : null
    if (bytes && crc32(bytes) === part.crc) return rowsFromBytes(bytes)
    throw new ScriptError(
      `The backup of the partition ${part.path || '/'} of ${database.path}/${table.name} is damaged: ${path} is not what was written.`,
    )
  }

  /** Makes this the backup of its table; files of the one before it that are not in it go. */
  commit({ kind, database, table, parts: all }: TableBackup): void {
    const parts = all.toSorted((a, b) => byNumbers.compare(a.path, b.path))
    const folder = this.#place(database.path, table.name)
    if (!this.#files.describe(folder)) this.#files.makeFolder(folder)
    const names = this.#names(folder)
    const number = 1 + Math.max(0, ...names.map(name => Number(MANIFEST.exec(name)?.[1] ?? 0)))
    const json = JSON.stringify({
      kind,
      database: databaseToJson(database),
      table: tableToJson(table),
      parts,
    })
    const path = `${folder}/manifest-${number}`
    this.#files.write(path, 'end', encoder.encode(`${crc32(json)} ${json}`))
    this.#files.sync(path)
    const kept = new Set([`manifest-${number}`, ...parts.map(({ file }) => file)])
    for (const name of names) if (!kept.has(name)) this.#files.remove(`${folder}/${name}`)
  }

  /** Forgets a table. */
  drop({ database, table }: TableBackup): void {
    this.#files.removeFolder(this.#place(database.path, table.name), true, false)
  }

  #place(database: string, table: string): string {
    return `${this.#folder}/${encodeURIComponent(database.replace(/^dfs:\/\//, ''))}/${encodeURIComponent(table)}`
  }

  #names(folder: string): string[] {
    return this.#files.list(folder).map(({ name }) => name)
  }

  // The last manifest that is whole: one after it was being written.
  #newest(folder: string): TableBackup | null {
    const numbers = this.#names(folder).flatMap(name => Number(MANIFEST.exec(name)?.[1] ?? 0) || [])
    for (const number of numbers.sort((a, b) => b - a)) {
      const path = `${folder}/manifest-${number}`
      const text = decoder.decode(this.#files.read(path, 0, this.#files.describe(path)!.bytes))
      const at = text.indexOf(' ')
      const json = text.slice(at + 1)
      if (at < 0 || crc32(json) !== Number(text.slice(0, at))) continue
      const { kind, database, table, parts } = JSON.parse(json)
      return { kind, database: databaseFromJson(database), table: tableFromJson(table), parts }
    }
    if (numbers.length > 0) throw new ScriptError(`The backup in ${folder} is damaged: no manifest is whole.`)
    return null
  }
}
