import { Slot } from './slot.ts'

/** A script from the node's disk. */
export interface ScriptFile {
  /** For messages and for telling files apart. */
  readonly path: string
  readonly text: string
}

/** Scripts on the node's disk: modules, `#include`, `run`. */
export interface ScriptFiles {
  /** The file of a module (`a::b` is modules/a/b.dom, or else b.dos), or undefined if there is none. */
  module(path: readonly string[]): ScriptFile | undefined
  /** Writes a module's text as its dom file beside it; `folder` null: where modules are. @throws ScriptError */
  saveModule(path: readonly string[], folder: string | null, overwrite: boolean): void
  /** Writes a module's text as its dos file, `packed`: as a dom file instead, and gives the file's path. @throws ScriptError */
  writeModule(path: readonly string[], text: string, overwrite: boolean, packed: boolean): string
  /** @throws ScriptError when it can't be read. */
  read(path: string): ScriptFile
}

export const scriptFiles = new Slot<ScriptFiles>('script files')
