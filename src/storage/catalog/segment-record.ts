import type { DataType } from '../../values/data-type.ts'
import type { SegmentSummary } from '../segments/segment-writer.ts'

type BoundRecord = number | string | null

/** First and last of the commits whose rows a segment holds. */
export type Commits = readonly [first: number, last: number]

/** A segment as the catalog keeps it. */
export interface SegmentRecord {
  readonly inline: boolean
  /** The number of the volume that has its file; absent: the store's own folder. */
  readonly volume?: number
  readonly rows: number
  readonly bytes: number
  /** Absent where it waits for its commit. */
  readonly commits?: Commits
  readonly index: { readonly offset: number; readonly length: number; readonly crc: number }
  /** By column: nulls, least, most. */
  readonly columns: Readonly<Record<string, readonly [nulls: number, least: BoundRecord, most: BoundRecord]>>
}

/** What the catalog keeps of a segment. */
interface Recorded {
  readonly summary: SegmentSummary
  readonly inline: boolean
  readonly commits: Commits | null
  readonly volume: number
}

// JSON has neither 64-bit integers nor infinity: both are texts.
const toRecord = (bound: number | bigint | null): BoundRecord =>
  typeof bound === 'bigint' || (bound !== null && !Number.isFinite(bound))
    ? String(bound)
    : (bound as number | null)

const fromRecord = (bound: BoundRecord, type: DataType | undefined): number | bigint | null =>
  typeof bound !== 'string' ? bound : type?.storage === 'i64' ? BigInt(bound) : Number(bound)

export function recordOfSegment({ summary, inline, commits, volume }: Recorded): SegmentRecord {
  const { rows, bytes, index, columns } = summary
  const bounds = [...columns].map(([id, { nulls, least, most }]) => [
    id,
    [nulls, toRecord(least), toRecord(most)],
  ])
  const known = { ...(commits && { commits }), ...(volume > 0 && { volume }) }
  return { inline, rows, bytes, ...known, index, columns: Object.fromEntries(bounds) }
}

/** `typeOf`: of all columns the table ever had. */
export function summaryOfRecord(
  record: SegmentRecord,
  typeOf: (id: number) => DataType | undefined,
): SegmentSummary {
  const columns = Object.entries(record.columns).map(([id, [nulls, least, most]]) => {
    const type = typeOf(Number(id))
    const bounds = { nulls, least: fromRecord(least, type), most: fromRecord(most, type) }
    return [Number(id), bounds] as const
  })
  return { rows: record.rows, bytes: record.bytes, index: record.index, columns: new Map(columns) }
}
