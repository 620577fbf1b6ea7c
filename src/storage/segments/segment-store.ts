import type { WritableFile } from '../../host/disk.ts'
import type { Host } from '../../host/host.ts'
import type { KeyValueChange, KeyValueStore } from '../../host/kv.ts'
import type { DataType } from '../../values/data-type.ts'
import { inlineKey, segmentFile, segmentFolder, segmentKey, toBytes } from '../catalog/keys.ts'
import { recordOfSegment, type SegmentRecord, summaryOfRecord } from '../catalog/segment-record.ts'
import { damaged, FileSource, MemorySource, type SegmentSource } from '../reading/segment-source.ts'
import { OpenFiles } from './open-files.ts'
import { Segment } from './segment.ts'
import { checkSegment } from './segment-check.ts'
import { FileSink, MemorySink } from './segment-sink.ts'
import type { SegmentColumn, SegmentOptions, SegmentSummary } from './segment-writer.ts'
import type { Volumes } from './volumes.ts'

// Segments smaller than this go into the key-value store: one flush makes them durable together with the commit.
const LARGEST_INLINE = 1 << 16
const MOST_OPEN_FILES = 256
// What is asked of another node at once.
const PIECE_BYTES = 4 << 20

/** A segment on its way into the store. */
export interface StagedSegment {
  readonly segment: Segment
  readonly tableId: number
  /** Resolves once the bytes (not the name) are durable. */
  readonly synced: Promise<void>
  /** What the commit must write beside the segment's record. */
  readonly inlineBytes: Uint8Array | null
}

/** A segment whose bytes nobody needs. */
interface Garbage {
  readonly number: number
  readonly inline: boolean
  readonly tableId: number
  readonly volume: number
}

export interface SegmentStoreOptions {
  /** Gives a number that no segment has had. */
  readonly nextNumber: () => number
  readonly inlineBytes?: number | undefined
  readonly volumes: Volumes
}

/** The bytes of segments: files, and values of the key-value store. */
export class SegmentStore {
  readonly #host: Host
  readonly #kv: KeyValueStore
  readonly #folder: string
  readonly #nextNumber: () => number
  readonly #largestInline: number
  readonly #volumes: Volumes
  // Folders that exist.
  readonly #folders = new Set<string>()
  readonly #files: OpenFiles
  // Arrow's code is loaded by the first who writes.
  #writer: Promise<typeof import('./segment-writer.ts')> | null = null
  // What nobody needs any more.
  readonly #garbage: Garbage[] = []

  constructor(
    host: Host,
    kv: KeyValueStore,
    folder: string,
    { nextNumber, inlineBytes, volumes }: SegmentStoreOptions,
  ) {
    this.#host = host
    this.#kv = kv
    this.#folder = folder
    this.#nextNumber = nextNumber
    this.#volumes = volumes
    this.#largestInline = inlineBytes ?? LARGEST_INLINE
    this.#files = new OpenFiles(host.disk, MOST_OPEN_FILES)
  }

  /**
   * Writes columns of one length. Its file is there when it resolves, but durable only when `synced` does. `place`: the number of its
   * chunk, by which volumes take turns.
   */
  async stage(
    tableId: number,
    place: number,
    columns: readonly SegmentColumn[],
    options: SegmentOptions,
  ): Promise<StagedSegment> {
    this.#writer ??= import('./segment-writer.ts')
    const { writeSegment } = await this.#writer
    const number = this.#nextNumber()
    const size = columns.reduce((sum, { vector }) => sum + vector.byteSize(), 0)
    if (size <= this.#largestInline) {
      const sink = new MemorySink()
      const summary = await writeSegment(columns, options, sink)
      const bytes = sink.bytes()
      const source = new MemorySource(this.#inlineName(tableId, number), bytes)
      const segment = new Segment(number, true, summary, source)
      return { segment, tableId, synced: Promise.resolve(), inlineBytes: bytes }
    }
    return this.#volumes.put(place, async ({ number: volume }) => {
      let summary!: SegmentSummary
      const { synced } = await this.#newFile({ tableId, number, volume }, async file => {
        summary = await writeSegment(columns, options, new FileSink(file))
      })
      const source = this.#fileSource(tableId, number, volume)
      const segment = new Segment(number, false, summary, source, null, volume)
      return { segment, tableId, synced, inlineBytes: null }
    })
  }

  /**
   * Makes a segment of another node one of this node's, with the same bytes: `pull` gives those from a position on. It is checked
   * before it resolves. @throws StorageError `damaged`
   */
  async adopt(
    tableId: number,
    place: number,
    record: SegmentRecord,
    pull: (position: number, length: number) => Promise<Uint8Array>,
    typeOf: (id: number) => DataType | undefined,
  ): Promise<StagedSegment> {
    const number = this.#nextNumber()
    const summary = summaryOfRecord(record, typeOf)
    if (record.inline) {
      const bytes = await pull(0, record.bytes)
      const source = new MemorySource(this.#inlineName(tableId, number), bytes)
      const segment = new Segment(number, true, summary, source, record.commits)
      await checkSegment(segment, typeOf)
      return { segment, tableId, synced: Promise.resolve(), inlineBytes: bytes }
    }
    return this.#volumes.put(place, ({ number: volume }) =>
      this.#filled({ tableId, number, volume }, record, pull, typeOf),
    )
  }

  /** A copy of one of its segments that has a file, on another volume, checked. @throws StorageError `damaged`, DiskError */
  copyTo(
    tableId: number,
    volume: number,
    segment: Segment,
    typeOf: (id: number) => DataType | undefined,
  ): Promise<StagedSegment> {
    const pull = async (position: number, length: number) => {
      const bytes = new Uint8Array(length)
      await segment.source.read([bytes], position)
      return bytes
    }
    const place = { tableId, number: this.#nextNumber(), volume }
    return this.#filled(place, recordOfSegment(segment), pull, typeOf)
  }

  async #filled(
    place: Omit<Garbage, 'inline'>,
    record: SegmentRecord,
    pull: (position: number, length: number) => Promise<Uint8Array>,
    typeOf: (id: number) => DataType | undefined,
  ): Promise<StagedSegment> {
    const { tableId, number, volume } = place
    const source = this.#fileSource(tableId, number, volume)
    const summary = summaryOfRecord(record, typeOf)
    const segment = new Segment(number, false, summary, source, record.commits, volume)
    const { synced } = await this.#newFile(place, async file => {
      for (let at = 0; at < record.bytes; at += PIECE_BYTES) {
        await file.write([await pull(at, Math.min(PIECE_BYTES, record.bytes - at))], at)
      }
      await checkSegment(segment, typeOf)
    })
    return { segment, tableId, synced, inlineBytes: null }
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return
    await this.#host.disk.makeFolder(folder)
    this.#folders.add(folder)
  }

  // A file that `fill` has written when it resolves, and that is durable once `synced` does. What fails leaves nothing, or
  // something to be swept.
  async #newFile(
    { tableId, number, volume }: Omit<Garbage, 'inline'>,
    fill: (file: WritableFile) => Promise<void>,
  ): Promise<Pick<StagedSegment, 'synced'>> {
    await this.#makeFolder(this.folder(tableId, volume))
    const path = this.path(tableId, number, volume)
    const file = await this.#host.disk.create(path)
    try {
      await fill(file)
    } catch (error) {
      await file.close().catch(() => {})
      await this.#removeFile({ number, inline: false, tableId, volume })
      throw error
    }
    const synced = file
      .sync()
      .catch(error => {
        if (error.reason === 'full') this.#volumes.noteFull(volume)
        throw error
      })
      .finally(() => file.close())
    // Whoever commits hears of a failure.
    synced.catch(() => {})
    return { synced }
  }

  /** Resolves once these segments are on the disk for good, names and all. */
  async settle(staged: readonly StagedSegment[]): Promise<void> {
    await Promise.all(staged.map(each => each.synced))
    const files = staged.filter(each => !each.segment.inline)
    const folders = new Set(files.map(({ tableId, segment }) => this.folder(tableId, segment.volume)))
    await Promise.all([...folders].map(folder => this.#host.disk.syncFolder(folder)))
  }

  /** What a commit writes for a segment that becomes part of a chunk. */
  changesFor({ segment, tableId, inlineBytes }: StagedSegment): KeyValueChange[] {
    const record = toBytes(JSON.stringify(recordOfSegment(segment)))
    const changes: KeyValueChange[] = [{ key: segmentKey(tableId, segment.number), value: record }]
    if (inlineBytes) changes.push({ key: inlineKey(tableId, segment.number), value: inlineBytes })
    return changes
  }

  /** A segment that the catalog has. */
  known(
    tableId: number,
    number: number,
    record: SegmentRecord,
    typeOf: (id: number) => DataType | undefined,
  ): Segment {
    const { inline, commits, volume = 0 } = record
    const source = inline ? this.#inlineSource(tableId, number) : this.#fileSource(tableId, number, volume)
    return new Segment(number, inline, summaryOfRecord(record, typeOf), source, commits, volume)
  }

  folder(tableId: number, volume = 0): string {
    return `${this.#volumes.of(volume).folder}/${segmentFolder(tableId)}`
  }

  path(tableId: number, number: number, volume = 0): string {
    return `${this.folder(tableId, volume)}/${segmentFile(number)}`
  }

  #inlineName(tableId: number, number: number): string {
    return `${this.#folder}/catalog (${inlineKey(tableId, number)})`
  }

  #inlineSource(tableId: number, number: number): SegmentSource {
    const name = this.#inlineName(tableId, number)
    return {
      name,
      read: async (targets, position) => {
        const bytes = this.#kv.get(inlineKey(tableId, number)) ?? new Uint8Array(0)
        await new MemorySource(name, bytes).read(targets, position)
      },
    }
  }

  #fileSource(tableId: number, number: number, volume: number): SegmentSource {
    const name = this.path(tableId, number, volume)
    const { missing } = this.#volumes.of(volume)
    if (missing === null) return new FileSource(this.#files, name)
    const refuse = async () => {
      throw damaged(name, `its volume is not there. ${missing}`)
    }
    return { name, read: refuse }
  }

  /** Counts another holder of these segments. */
  hold(segments: readonly Segment[]): void {
    for (const segment of segments) segment.holders++
  }

  /** One holder less; what has none left is removed by the next `sweep`. */
  release(tableId: number, segments: readonly Segment[]): void {
    for (const segment of segments) {
      if (--segment.holders === 0) this.#discard(segment, tableId)
    }
  }

  /** A staged segment that will not be part of anything. */
  drop({ segment, tableId }: StagedSegment): void {
    this.#discard(segment, tableId)
  }

  #discard({ number, inline, volume }: Segment, tableId: number): void {
    // What lies on a volume that is not there is looked for when it is.
    if (this.#volumes.of(volume).missing === null) this.#garbage.push({ number, inline, tableId, volume })
  }

  get hasGarbage(): boolean {
    return this.#garbage.length > 0
  }

  /** Removes the bytes of segments without holders. What fails is tried again by the next one. */
  async sweep(): Promise<void> {
    const garbage = this.#garbage.splice(0)
    const values = garbage.filter(({ inline }) => inline)
    if (values.length > 0) {
      const changes = values.map(({ number, tableId }) => ({
        key: inlineKey(tableId, number),
        value: undefined,
      }))
      await this.#kv.commit(changes).catch(error => {
        this.#garbage.push(...values)
        this.#report(error)
      })
    }
    for (const each of garbage) if (!each.inline) await this.#removeFile(each)
  }

  async #removeFile(garbage: Garbage): Promise<void> {
    const path = this.path(garbage.tableId, garbage.number, garbage.volume)
    await this.#files.close(path)
    await this.#host.disk.remove(path).catch(error => {
      this.#report(error)
      if (error.reason !== 'missing') this.#garbage.push(garbage)
    })
  }

  #report(error: Error): void {
    this.#host.log.write('warning', `A segment that nobody needs was not removed: ${error.message}`)
  }

  /** Gives back what the system holds for it. */
  async close(): Promise<void> {
    await this.#files.closeAll()
  }
}
