import { integer, text, truth } from '../functions/argument.ts'
import { define } from '../functions/define.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { vectorOfRaws } from '../values/build.ts'
import { BOOL, INT, LONG, STRING, UUID } from '../values/data-type.ts'
import { parseUuid } from '../values/identifier.ts'
import { Scalar } from '../values/scalar.ts'
import { Table } from '../values/table.ts'
import type { Value } from '../values/value.ts'
import type { StoredChunk } from './replica-message.ts'
import { replicaSlot } from './replica-slot.ts'

const given = (value: Value | undefined) => (value instanceof Scalar && value.isNull ? undefined : value)

/** A path with `*`, `%` (any characters) and `?` (one). */
function matcher(pattern: string): (path: string) => boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  const regular = new RegExp(`^${escaped.replace(/[*%]/g, '.*').replaceAll('?', '.')}$`, 'u')
  return path => regular.test(path)
}

interface Wanted {
  readonly usage: string
  readonly path: Value | undefined
  readonly top: Value | undefined
}

function chunksOf(context: Context, { usage, path, top }: Wanted, also: (chunk: StoredChunk) => boolean) {
  const matches = given(path) === undefined ? () => true : matcher(text(path, usage, 'chunkPath'))
  const most = integer(given(top), usage, 'top', 1024)
  if (most === 0 || most < -1) throw new ScriptError(`${usage}: top is a positive number, or -1 for all.`)
  const found = context
    .service(replicaSlot)
    .stored()
    .filter(chunk => matches(chunk.dfsPath) && also(chunk))
  return most === -1 ? found : found.slice(0, most)
}

function metadata(chunks: readonly StoredChunk[]): Table {
  const strings = (raw: (chunk: StoredChunk) => string) => vectorOfRaws(STRING, chunks.map(raw))
  const ints = (raw: (chunk: StoredChunk) => number) => vectorOfRaws(INT, chunks.map(raw))
  return new Table(
    [
      'site',
      'chunkId',
      'path',
      'dfsPath',
      'type',
      'flag',
      'size',
      'version',
      'state',
      'versionList',
      'resolved',
    ],
    [
      strings(({ site }) => site),
      vectorOfRaws(
        UUID,
        chunks.map(({ id }) => parseUuid(id)),
      ),
      strings(({ folder }) => folder),
      strings(({ dfsPath }) => dfsPath),
      ints(() => 1),
      ints(() => 0),
      vectorOfRaws(
        LONG,
        chunks.map(() => 0n),
      ),
      ints(({ cids }) => cids.length),
      ints(({ state }) => state),
      strings(({ cids, table, rows }) => cids.map(cid => `cid : ${cid},${table}=>${rows}; `).join('')),
      vectorOfRaws(
        BOOL,
        chunks.map(({ state }) => Number(state === 2)),
      ),
    ],
  )
}

export const getChunksMeta = define({
  name: 'getChunksMeta',
  signature: 'getChunksMeta([chunkPath], [top=1024])',
  kind: 'system',
  doc: 'The chunks that this node holds, a row each; chunkPath may have *, % and ?. version counts the commits whose state is still kept.',
  examples: [],
  run: (context, path, top) =>
    metadata(chunksOf(context, { usage: 'getChunksMeta([chunkPath], [top])', path, top }, () => true)),
})

export const getAllChunks = define({
  name: 'getAllChunks',
  signature: 'getAllChunks()',
  kind: 'system',
  doc: 'All chunks that this node holds, as getChunksMeta shows them.',
  examples: [],
  run: context => metadata(context.service(replicaSlot).stored()),
})

export const getTabletsMeta = define({
  name: 'getTabletsMeta',
  signature: 'getTabletsMeta([chunkPath], [tableName], [diskUsage=false], [top=1024])',
  kind: 'system',
  doc: 'The chunks of tables that this node holds, with how many rows each has; with diskUsage=true also the bytes on the disk.',
  examples: [],
  run: (context, path, tableName, diskUsage, top) => {
    const usage = 'getTabletsMeta([chunkPath], [tableName], [diskUsage], [top])'
    const name = given(tableName) === undefined ? null : text(tableName, usage, 'tableName')
    const chunks = chunksOf(context, { usage, path, top }, ({ table }) => name === null || table === name)
    const strings = (raw: (chunk: StoredChunk) => string) => vectorOfRaws(STRING, chunks.map(raw))
    const table = new Table(
      ['chunkId', 'path', 'dfsPath', 'tableName', 'version', 'rowNum', 'createCids', 'latestPhysicalDir'],
      [
        vectorOfRaws(
          UUID,
          chunks.map(({ id }) => parseUuid(id)),
        ),
        strings(({ folder }) => folder),
        strings(({ dfsPath }) => dfsPath),
        strings(({ table: each }) => each),
        vectorOfRaws(
          INT,
          chunks.map(({ cids }) => cids.length),
        ),
        vectorOfRaws(
          LONG,
          chunks.map(({ rows }) => BigInt(rows)),
        ),
        strings(({ cids }) => `[${cids.join(',')}]`),
        strings(({ folder }) => folder.slice(folder.lastIndexOf('/') + 1)),
      ],
    )
    if (!truth(given(diskUsage), usage, 'diskUsage', false)) return table
    const bytes = vectorOfRaws(
      LONG,
      chunks.map(chunk => BigInt(chunk.bytes)),
    )
    return new Table([...table.names, 'diskUsage'], [...table.columns, bytes])
  },
})
