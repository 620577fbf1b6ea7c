import type { Clock } from '../../host/clock.ts'
import type { KeyValue } from '../../host/kv.ts'
import type { Snapshot } from '../../raft/message.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import { STATE_START } from './member-records.ts'
import type { MemberStore } from './member-store.ts'
import type { SnapshotPiece } from './peer-message.ts'

// How long a member may take for one piece.
const PIECE_PATIENCE = 10_000

/**
 * Reads all of the state as of one moment, a piece at a time, so that heartbeats go on meanwhile.
 * @throws Error when that moment can't be had: the disk refuses, or another's snapshot takes the place of the state
 */
export async function readState(
  store: MemberStore,
  clock: Clock,
  pieceBytes: number,
): Promise<{ snapshot: Snapshot; pieces: KeyValue[][] }> {
  store.freeze()
  try {
    // A commit under way may change the state still, and so does one that the disk has refused so far.
    await store.settled()
    const snapshot = store.applied
    const pieces: KeyValue[][] = []
    for (let next: string | null = STATE_START; next !== null; ) {
      const piece: { entries: KeyValue[]; next: string | null } = store.piece(next, pieceBytes)
      pieces.push(piece.entries)
      next = piece.next
      if (next !== null) await clock.turn()
      if (store.applied !== snapshot) throw new Error('the state was replaced meanwhile')
    }
    return { snapshot, pieces }
  } finally {
    store.thaw()
  }
}

/** Carries the state over. @throws PeerError */
export async function sendState(
  peers: Peers,
  to: Site,
  term: number,
  snapshot: Snapshot,
  pieces: readonly KeyValue[][],
): Promise<void> {
  for (const [number, entries] of pieces.entries()) {
    const piece: SnapshotPiece = {
      kind: 'piece',
      term,
      snapshot,
      number,
      last: number === pieces.length - 1,
      entries: entries.map(({ key, value }) => [key, value]),
    }
    await peers.ask(to, 'raft', piece, PIECE_PATIENCE)
  }
}
