import type { Host } from '../../host/host.ts'
import { folderOfVolume } from '../../storage/segments/volumes.ts'

/** Where a node's store is: its own folder, with the catalog, and others that take partitions, too. */
export interface StoreFolders {
  readonly folder: string
  readonly volumes: readonly string[]
}

/**
 * By `volumes` of the configuration, or else in the node's home. A store that is there already stays where it is, whatever volumes are added
 * and in whatever order.
 */
export async function storeFolders(
  { disk }: Pick<Host, 'disk'>,
  home: string,
  config: ReadonlyMap<string, string>,
): Promise<StoreFolders> {
  const volumes = (config.get('volumes') ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '')
  const own = folderOfVolume(home)
  const folders = volumes.map(folderOfVolume)
  for (const folder of [...folders, own]) {
    if ((await disk.size(`${folder}/catalog/data.mdb`)) === undefined) continue
    return { folder, volumes: folders.filter(each => each !== folder) }
  }
  const [folder = own, ...others] = folders
  return { folder, volumes: others }
}
