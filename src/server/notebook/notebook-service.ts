import type { Service } from '../../engine/bridge-host.ts'
import type { NotebookFiles } from './notebook-files.ts'

/** The node's notebooks as scripts reach them through the bridge. */
export function notebookService(files: NotebookFiles): Service {
  return {
    list: () => files.list(),
    load: (_job: number, name: string, version: number | null) => files.load(name, version),
    history: (_job: number, name: string) => files.history(name),
    save: (_job: number, name: string, text: string, basedOn: number | null) =>
      files.save(name, text, basedOn),
    rename: (_job: number, name: string, to: string) => files.rename(name, to),
    remove: (_job: number, name: string) => files.remove(name),
  }
}
