import { given, integer, text, truth } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { BOOL, INT, LONG, STRING, UUID } from '../../values/data-type.ts'
import { parseUuid } from '../../values/elements/identifier.ts'
import { type Columns, tableOfRows } from '../../values/forms/table-of-rows.ts'
import type { Value } from '../../values/value.ts'
import type { StoredChunk } from '../bridge/replica-message.ts'
import { replicaSlot } from '../bridge/replica-slot.ts'

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

const metadata: Columns<StoredChunk> = [
  ['site', STRING, ({ site }) => site],
  ['chunkId', UUID, ({ id }) => parseUuid(id)],
  ['path', STRING, ({ folder }) => folder],
  ['dfsPath', STRING, ({ dfsPath }) => dfsPath],
  ['type', INT, () => 1],
  ['flag', INT, () => 0],
  ['size', LONG, () => 0n],
  ['version', INT, ({ cids }) => cids.length],
  ['state', INT, ({ state }) => state],
  [
    'versionList',
    STRING,
    ({ cids, table, rows }) => cids.map(cid => `cid : ${cid},${table}=>${rows}; `).join(''),
  ],
  ['resolved', BOOL, ({ state }) => Number(state === 2)],
]

const tablets: Columns<StoredChunk> = [
  ['chunkId', UUID, ({ id }) => parseUuid(id)],
  ['path', STRING, ({ folder }) => folder],
  ['dfsPath', STRING, ({ dfsPath }) => dfsPath],
  ['tableName', STRING, ({ table }) => table],
  ['version', INT, ({ cids }) => cids.length],
  ['rowNum', LONG, ({ rows }) => BigInt(rows)],
  ['createCids', STRING, ({ cids }) => `[${cids.join(',')}]`],
  ['latestPhysicalDir', STRING, ({ folder }) => folder.slice(folder.lastIndexOf('/') + 1)],
]

const withUsage: Columns<StoredChunk> = [...tablets, ['diskUsage', LONG, ({ bytes }) => BigInt(bytes)]]

export const getChunksMeta = define({
  name: 'getChunksMeta',
  signature: 'getChunksMeta([chunkPath], [top=1024])',
  kind: 'system',
  doc: 'The chunks that this node holds, a row each; chunkPath may have *, % and ?. version counts the commits whose state is still kept.',
  examples: [],
  run: (context, path, top) =>
    tableOfRows(
      metadata,
      chunksOf(context, { usage: 'getChunksMeta([chunkPath], [top])', path, top }, () => true),
    ),
})

export const getAllChunks = define({
  name: 'getAllChunks',
  signature: 'getAllChunks()',
  kind: 'system',
  doc: 'All chunks that this node holds, as getChunksMeta shows them.',
  examples: [],
  run: context => tableOfRows(metadata, context.service(replicaSlot).stored()),
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
    return tableOfRows(truth(given(diskUsage), usage, 'diskUsage', false) ? withUsage : tablets, chunks)
  },
})
