import { given, number, text, texts, truth } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { folderOfVolume } from '../../storage/segments/volumes.ts'
import { INT, LONG, STRING, UUID } from '../../values/data-type.ts'
import { parseUuid } from '../../values/elements/identifier.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'
import { replicaSlot } from '../bridge/replica-slot.ts'
import { storeSlot } from '../bridge/store-slot.ts'
import { chunkIds } from './replica.ts'

// The folders in which nodes keep their data.

export const addVolumes = define({
  name: 'addVolumes',
  signature: 'addVolumes(volumes)',
  kind: 'system',
  doc: 'Lets this node put partitions into further folders from now on, as if `volumes` of its configuration named them. The configuration stays as it is: unless they are put there, too, what lies there is only read after the next start. For the super administrator.',
  examples: [],
  run: (context, volumes) => {
    const folders = texts(volumes, 'addVolumes(volumes)', 'volumes')
    context.service(storeSlot).addVolumes(folders.map(folderOfVolume))
    return NOTHING
  },
})

export const getClusterVolumeUsage = define({
  name: 'getClusterVolumeUsage',
  signature: 'getClusterVolumeUsage()',
  kind: 'system',
  doc: 'The folders that data nodes keep their data in (volumes), with the bytes in use and in all of the disks that they are on. Nodes that don’t answer are left out. For administrators.',
  examples: [],
  run: context =>
    tableOfRows(
      [
        ['node', STRING, ({ node }) => node],
        ['volumePath', STRING, ({ folder }) => folder],
        ['volumeId', INT, ({ number }) => number],
        ['usage', LONG, ({ usage }) => BigInt(usage)],
        ['capacity', LONG, ({ capacity }) => BigInt(capacity)],
      ],
      context.service(replicaSlot).volumes(),
    ),
})

export const moveChunksAcrossVolume = define({
  name: 'moveChunksAcrossVolume',
  signature: 'moveChunksAcrossVolume(srcPath, destPath, chunkIds, [isDelSrc=true])',
  kind: 'system',
  doc: 'Brings chunks of this node from one of its volumes to another (getChunksMeta tells its path), one after the other, while they are read and written; when one fails, it and those after it stay where they were. What is written to them later goes to the volume whose turn it is. A chunk is in one place here, so isDelSrc can’t be false. For administrators.',
  examples: [],
  run: (context, source, destination, ids, removes) => {
    const usage = 'moveChunksAcrossVolume(srcPath, destPath, chunkIds, [isDelSrc])'
    if (!truth(given(removes), usage, 'isDelSrc', true))
      throw new ScriptError(`Usage: ${usage}. A chunk has one place on a node: isDelSrc should be true.`)
    const from = text(source, usage, 'srcPath')
    const to = text(destination, usage, 'destPath')
    context.service(storeSlot).moveAcrossVolumes(from, to, chunkIds(ids, usage))
    return NOTHING
  },
})

export const rebalanceChunksWithinDataNode = define({
  name: 'rebalanceChunksWithinDataNode',
  signature: 'rebalanceChunksWithinDataNode(nodeAlias, [exec=false], [updatedBeforeDays=7.0])',
  kind: 'system',
  doc: 'What would even out the bytes on the volumes of a data node: a row for each chunk that moves, of those that have not changed for so many days (a single node does not know when, and takes all). With exec=true it is done, beside other work: getChunksMeta shows where chunks are. For administrators.',
  examples: [],
  run: (context, node, execute, days) => {
    const usage = 'rebalanceChunksWithinDataNode(nodeAlias, [exec], [updatedBeforeDays])'
    const before = given(days) === undefined ? 7 : number(days, usage, 'updatedBeforeDays')
    if (!(before >= 0))
      throw new ScriptError(`Usage: ${usage}. updatedBeforeDays should be a number that is not negative.`)
    const alias = text(node, usage, 'nodeAlias')
    const moves = context
      .service(replicaSlot)
      .balanceVolumes(alias, truth(given(execute), usage, 'exec', false), before)
    return tableOfRows(
      [
        ['chunkId', UUID, ({ chunk }) => parseUuid(chunk)],
        ['srcVolume', STRING, ({ source }) => source],
        ['destVolume', STRING, ({ destination }) => destination],
      ],
      moves,
    )
  },
})
