import { type FileDescription, FileError, type Files } from '../host/files.ts'
import { ScriptError } from './script-error.ts'
import { Slot } from './slot.ts'

// What layers above the runtime call them.
export type ScriptFolders = Files
export type FoundFile = FileDescription

/** The files that scripts may use. Its errors are ScriptErrors: see `filesForScripts`. */
export const files = new Slot<Files>('files')

/** `files`, whose errors are the script's business. */
export function filesForScripts(files: Files): Files {
  const told = <T>(action: () => T): T => {
    try {
      return action()
    } catch (error) {
      if (error instanceof FileError) throw new ScriptError(error.message, { cause: error })
      throw error
    }
  }
  return {
    resolve: path => told(() => files.resolve(path)),
    describe: path => told(() => files.describe(path)),
    list: folder => told(() => files.list(folder)),
    makeFolder: path => told(() => files.makeFolder(path)),
    removeFolder: (path, recursive, keepRoot) => told(() => files.removeFolder(path, recursive, keepRoot)),
    remove: path => told(() => files.remove(path)),
    create: path => told(() => files.create(path)),
    read: (path, position, length) => told(() => files.read(path, position, length)),
    write: (path, position, bytes) => told(() => files.write(path, position, bytes)),
    sync: path => told(() => files.sync(path)),
  }
}
