import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Folders that are missing on the way to one, it included, from the top. Node's own `recursive` never ends where a folder can't be made
 * in one that is there, as below /proc.
 */
export function missingFolders(folder: string): string[] {
  const missing: string[] = []
  for (let at = resolve(folder); !statSync(at, { throwIfNoEntry: false })?.isDirectory(); at = dirname(at)) {
    missing.push(at)
    if (dirname(at) === at) break
  }
  return missing.reverse()
}

/** Makes a folder and its parents where missing. @throws the system's error */
export function makeFolderNow(folder: string): void {
  for (const each of missingFolders(folder)) {
    try {
      mkdirSync(each)
    } catch (error) {
      if (!wasMade(each, error)) throw error
    }
  }
}

/** Whether it is there though it could not be made: somebody else was quicker. */
export const wasMade = (folder: string, error: unknown) =>
  (error as NodeJS.ErrnoException).code === 'EEXIST' &&
  (statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false)
