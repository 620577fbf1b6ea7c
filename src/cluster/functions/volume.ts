import { texts } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { folderOfVolume } from '../../storage/segments/volumes.ts'
import { INT, LONG, STRING } from '../../values/data-type.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'
import { replicaSlot } from '../bridge/replica-slot.ts'
import { storeSlot } from '../bridge/store-slot.ts'

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
