/** Where the catalog keeps what. FORMAT.md describes the values. */

const padded = (number: number, width: number) => String(number).padStart(width, '0')
const table = (id: number) => padded(id, 8)

export const FORMAT_KEY = 'meta/format'
export const COUNTERS_KEY = 'meta/counters'

export const databaseKey = (path: string) => `database/${encodeURIComponent(path)}`
export const schemaCatalogKey = (name: string) => `catalog/${encodeURIComponent(name)}`
export const tableKey = (id: number) => `table/${table(id)}`
export const chunkKey = (tableId: number, number: number) => `chunk/${table(tableId)}/${padded(number, 10)}`
export const segmentKey = (tableId: number, number: number) =>
  `segment/${table(tableId)}/${padded(number, 12)}`
export const inlineKey = (tableId: number, number: number) => `inline/${table(tableId)}/${padded(number, 12)}`
export const volumeKey = (number: number) => `volume/${padded(number, 4)}`
export const preparedKey = (tid: number) => `prepared/${padded(tid, 16)}`

/** First and last-but-one key of all that begin so. */
export const everyKey = (prefix: string) => [`${prefix}/`, `${prefix}0`] as const
export const everyChunkKey = (tableId: number) => everyKey(`chunk/${table(tableId)}`)
export const everySegmentKey = (tableId: number) => everyKey(`segment/${table(tableId)}`)

/** The number at the end of a key. */
export const numberOfKey = (key: string) => Number(key.slice(key.lastIndexOf('/') + 1))

/** Folder of a table's segments, below the store's. */
export const segmentFolder = (tableId: number) => `segments/${table(tableId)}`
export const segmentFile = (number: number) => `${padded(number, 12)}.arrow`

/** The number of a segment's file, or NaN for other files. */
export const numberOfFile = (name: string) =>
  /^\d{12}\.arrow$/.test(name) ? Number(name.slice(0, 12)) : Number.NaN

const encoder = new TextEncoder()
const decoder = new TextDecoder()
export const toBytes = (text: string) => encoder.encode(text)
export const toText = (bytes: Uint8Array) => decoder.decode(bytes)
