import type { ExportedSegment } from '../../storage/chunk-export.ts'
import type { Bound } from '../../storage/reading/block-filter.ts'
import type { FetchRequest } from '../controller/recoveries.ts'

/** What a transaction brings to a chunk. */
export interface Stage {
  readonly path: string
  readonly chunk: string
  /** The commit that its replicas are at. */
  readonly base: number
  readonly kind: 'append' | 'replace' | 'remove'
  /** As rowsToBytes gives them; null where nothing is brought. */
  readonly rows: Uint8Array | null
}

/** A part of what a transaction brings to a node. */
export interface StageRequest {
  readonly is: 'stage'
  readonly tid: number
  /** Among those to this node, from 0: one that comes twice is taken once. */
  readonly number: number
  readonly table: number
  readonly version: number
  readonly stages: readonly Stage[]
  /** Whether this is the last: it answers once everything is durable. */
  readonly prepare: boolean
}

/** Part of a chunk's rows as of a commit; answered with a ReadAnswer. */
export interface ReadRequest {
  readonly is: 'read'
  readonly table: number
  readonly version: number
  readonly path: string
  readonly chunk: string
  readonly cid: number
  readonly columns: readonly string[]
  readonly bounds: readonly Bound[]
}

/** All rows at once, as rowsToBytes gives them, where they are few; else a reading that is to be gone on with. */
export type ReadAnswer = { readonly rows: Uint8Array } | { readonly reading: number }

/** Rows of one column, from one on. */
export interface ReadPiece {
  readonly rows: Uint8Array
  /** Whether it is the column's last. */
  readonly last: boolean
}

/** A folder of a node's data, and the disk that it is on. */
export interface VolumeUsage {
  readonly node: string
  readonly folder: string
  readonly number: number
  /** Bytes of the disk: in use, and all. */
  readonly usage: number
  readonly capacity: number
}

/** What data nodes ask of each other, and a controller of them. */
export type DataRequest =
  | StageRequest
  | { readonly is: 'publish'; readonly tid: number; readonly cid: number }
  | { readonly is: 'rollback'; readonly tid: number }
  | ReadRequest
  /** Answered with a ReadPiece: rows of a column of an earlier ReadRequest, from `row` on. */
  | { readonly is: 'readOn'; readonly reading: number; readonly column: number; readonly row: number }
  | { readonly is: 'endRead'; readonly reading: number }
  | FetchRequest
  | {
      readonly is: 'export'
      readonly table: number
      readonly version: number
      readonly path: string
      /** What the asker holds. */
      readonly since: number
    }
  | {
      readonly is: 'exported'
      readonly session: number
      readonly segment: ExportedSegment['number']
      readonly position: number
      readonly length: number
    }
  /** `doubted`: what came was not what was written. */
  | { readonly is: 'endExport'; readonly session: number; readonly doubted: boolean }
  | { readonly is: 'held' }
  /** Answered with VolumeUsage, one each. */
  | { readonly is: 'volumes' }
  /** What of these chunks moves to even out the node's volumes: answered with MoveMessages of folders. */
  | { readonly is: 'balanceVolumes'; readonly chunks: readonly string[]; readonly execute: boolean }
