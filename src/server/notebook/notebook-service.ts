import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Disk } from '../../host/disk.ts'
import type { NotebookFiles } from './notebook-files.ts'

export interface NotebookSurroundings {
  readonly files: NotebookFiles
  readonly disk: Disk
  /** Where files lie until the page has them. */
  readonly exports: string
  /** Writes a table, as it passes between threads, as a Parquet file. */
  readonly writeParquet: (path: string, table: unknown) => Promise<void>
}

/** The node's notebooks as scripts reach them through the bridge, and tables as files. */
export function notebookService({ files, disk, exports, writeParquet }: NotebookSurroundings): Service {
  let last = 0
  return {
    async parquet(_job: number, table: unknown): Promise<Uint8Array> {
      const path = `${exports}/${++last}.parquet`
      await disk.makeFolder(exports)
      try {
        await writeParquet(path, table)
        return await contentOf(disk, path)
      } finally {
        await disk.remove(path).catch(() => {})
      }
    },
    list: () => files.list(),
    load: (_job: number, name: string, version: number | null) => files.load(name, version),
    history: (_job: number, name: string) => files.history(name),
    save: (_job: number, name: string, text: string, basedOn: number | null) =>
      files.save(name, text, basedOn),
    rename: (_job: number, name: string, to: string) => files.rename(name, to),
    remove: (_job: number, name: string) => files.remove(name),
  }
}

async function contentOf(disk: Disk, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(new SharedArrayBuffer((await disk.size(path)) ?? 0))
  const file = await disk.open(path)
  try {
    await file.read([bytes], 0)
  } finally {
    await file.close()
  }
  return bytes
}
