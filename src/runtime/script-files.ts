import { Slot } from './slot.ts'

/** A script from the node's disk. */
export interface ScriptFile {
  /** For messages and for telling files apart. */
  readonly path: string
  readonly text: string
}

/** Scripts on the node's disk: modules, `#include`, `run`. */
export interface ScriptFiles {
  /** The file of a module (`a::b` is modules/a/b.dos), or undefined if there is none. */
  module(path: readonly string[]): ScriptFile | undefined
  /** @throws ScriptError when it can't be read. */
  read(path: string): ScriptFile
}

export const scriptFiles = new Slot<ScriptFiles>('script files')
