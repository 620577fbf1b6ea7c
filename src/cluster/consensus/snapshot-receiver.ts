import type { KeyValue } from '../../host/kv.ts'
import type { SnapshotPiece } from './peer-message.ts'

/** Puts together the pieces of a snapshot. */
export class SnapshotReceiver {
  #from = ''
  #term = 0
  #index = 0
  #next = 0
  #entries: KeyValue[] = []

  /** The whole state with the last piece, else null. @throws Error when pieces before are missing. */
  take(from: string, piece: SnapshotPiece): KeyValue[] | null {
    if (piece.number === 0) {
      this.#from = from
      this.#term = piece.term
      this.#index = piece.snapshot.index
      this.#next = 0
      this.#entries = []
    }
    const same = from === this.#from && piece.term === this.#term && piece.snapshot.index === this.#index
    if (!same || piece.number !== this.#next)
      throw new Error('Pieces of the snapshot before this one are missing.')
    this.#next++
    for (const [key, value] of piece.entries) this.#entries.push({ key, value })
    if (!piece.last) return null
    const whole = this.#entries
    this.#entries = []
    this.#from = ''
    return whole
  }
}
