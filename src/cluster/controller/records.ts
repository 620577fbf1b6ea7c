import { Packr } from 'msgpackr'
import { databaseFromJson, databaseToJson } from '../../storage/catalog/database-record.ts'
import { tableFromJson, tableToJson } from '../../storage/catalog/table-record.ts'
import type { EntryKind, TableEntry } from './metadata.ts'

// Plain maps, so that what one version wrote another can read.
const packr = new Packr({ useRecords: false })

export const pack = (value: unknown): Uint8Array => packr.pack(value)
export const unpack = (bytes: Uint8Array): unknown => packr.unpack(bytes)

/** All keys of the metadata are between these. */
export const FIRST_KEY = 'state/'
export const LAST_KEY = 'state0'
export const COUNTERS_KEY = 'state/counters'

/** Where an entry is kept. */
export function keyOf(kind: EntryKind, key: string | number): string {
  const text = typeof key === 'number' ? String(key).padStart(16, '0') : encodeURIComponent(key)
  return `state/${kind}/${text}`
}

/** Undefined for other keys. */
export function kindOfKey(key: string): EntryKind | undefined {
  const parts = key.split('/')
  return parts.length === 3 ? (parts[1] as EntryKind) : undefined
}

/** An entry as bytes; undefined stays undefined. */
export function packEntry(kind: EntryKind, entry: unknown): Uint8Array | undefined {
  if (entry === undefined) return undefined
  return pack(kind === 'database' || kind === 'table' ? texts(kind, entry) : entry)
}

function texts(kind: 'database' | 'table', entry: unknown): unknown {
  if (kind === 'database') return databaseToJson(entry as Parameters<typeof databaseToJson>[0])
  const { record, version } = entry as TableEntry
  return [tableToJson(record), version]
}

export function unpackEntry(kind: EntryKind, bytes: Uint8Array): unknown {
  const value = unpack(bytes)
  if (kind === 'database') return databaseFromJson(value as string)
  if (kind !== 'table') return value
  const [json, version] = value as [string, number]
  return { record: tableFromJson(json), version }
}
