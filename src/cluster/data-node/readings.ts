import type { Clock } from '../../host/clock.ts'
import { joinColumns } from '../../storage/reading/join-columns.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { VersionReader } from '../../storage/version-read.ts'
import { Table } from '../../values/forms/table.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import type { DataRequest, ReadAnswer, ReadPiece, ReadRequest } from './data-request.ts'
import { type LocalReplicas, openLocal, watchingDamage } from './local-replicas.ts'
import { firstPiece, LONGEST_PIECE, rowsFromBytes, rowsToBytes } from './rows-message.ts'

interface Reading {
  readonly request: ReadRequest
  readonly reader: VersionReader
  /** The column that is being sent, so that it is read once. */
  current: { readonly column: number; readonly rows: Promise<Table> } | null
  used: bigint
}

// A reading that nobody goes on with for so long is given up.
const FORGOTTEN = 60_000_000_000n
const PATIENCE = 30_000
// Of texts, of which it is not known before they are read.
const GUESSED_WIDTH = 16

/**
 * Chunks that other nodes read from here. What is large goes column by column, in pieces that are asked for one after the other: this
 * node holds one column of it at a time, and whoever asks paces.
 */
export class Readings {
  readonly #local: LocalReplicas
  readonly #clock: Clock
  readonly #longest: number
  readonly #readings = new Map<number, Reading>()
  #last = 0

  /** `longest`: bytes of a piece. */
  constructor(local: LocalReplicas, clock: Clock, longest = LONGEST_PIECE) {
    this.#local = local
    this.#clock = clock
    this.#longest = longest
  }

  /** How many are under way. */
  get count(): number {
    return this.#readings.size
  }

  /** @throws StorageError */
  async begin(request: ReadRequest): Promise<ReadAnswer> {
    const reader = await openLocal(this.#local, request)
    let kept = false
    try {
      const width = reader.columns.reduce((sum, { type }) => sum + (type.width || GUESSED_WIDTH), 0)
      if (reader.rows * width <= this.#longest || request.bounds.length > 0) {
        const table = await watchingDamage(this.#local, request.chunk, () => reader.read())
        const bytes = table.columns.reduce((sum, column) => sum + column.byteSize(), 0)
        if (bytes <= this.#longest) return { rows: rowsToBytes(table) }
      }
      const used = this.#clock.monotonic()
      this.#readings.set(++this.#last, { request, reader, current: null, used })
      kept = true
      return { reading: this.#last }
    } finally {
      if (!kept) reader.close()
    }
  }

  /** @throws StorageError */
  async next(number: number, column: number, row: number): Promise<ReadPiece> {
    const reading = this.#readings.get(number)
    if (!reading) throw new StorageError('closed', `There is no reading ${number} under way here`)
    reading.used = this.#clock.monotonic()
    const { request, reader } = reading
    if (reading.current?.column !== column) {
      const rows = watchingDamage(this.#local, request.chunk, () => reader.read([reader.columns[column]!]))
      reading.current = { column, rows }
    }
    const all = await reading.current.rows
    const { bytes, end } = firstPiece(all, row, this.#longest)
    return { rows: bytes, last: end === all.rows }
  }

  end(number: number): void {
    this.#readings.get(number)?.reader.close()
    this.#readings.delete(number)
  }

  /** Ends what was left by those who died. */
  tick(): void {
    const now = this.#clock.monotonic()
    for (const [number, { used }] of this.#readings) if (now - used > FORGOTTEN) this.end(number)
  }

  closeAll(): void {
    for (const number of [...this.#readings.keys()]) this.end(number)
  }
}

/** Rows of a chunk from another node. @throws PeerError */
export async function readElsewhere(peers: Peers, node: Site, request: ReadRequest): Promise<Table> {
  const ask = (asked: DataRequest) => peers.ask(node, 'data', asked, PATIENCE)
  const answer = (await ask(request)) as ReadAnswer
  if ('rows' in answer) return rowsFromBytes(answer.rows)
  const { reading } = answer
  try {
    const columns: Vector[] = []
    for (const column of request.columns.keys()) {
      const pieces: Vector[] = []
      for (let row = 0, last = false; !last; row += pieces.at(-1)!.length) {
        const piece = (await ask({ is: 'readOn', reading, column, row })) as ReadPiece
        pieces.push(rowsFromBytes(piece.rows).columns[0]!)
        last = piece.last
      }
      columns.push(joinColumns(pieces))
    }
    return new Table([...request.columns], columns)
  } finally {
    ask({ is: 'endRead', reading }).catch(() => {})
  }
}
