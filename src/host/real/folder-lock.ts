import { join } from 'node:path'
import { DiskError, type FolderLock } from '../disk.ts'

/** Within a locked folder. Always empty; SQLite's lock on it is what counts. */
const LOCK_FILE = 'lock'

/**
 * Claims an existing folder. Node has no call for locking files, so Node's SQLite does it: the system drops its lock with the
 * process that holds it, whatever becomes of that process, and other containers that mount the folder respect it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(join(folder, LOCK_FILE))
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error
    throw new DiskError('locked', folder, `${folder} is in use by another process`)
  }
  return {
    async release() {
      database.close()
    },
  }
}

const SQLITE_BUSY = 5
