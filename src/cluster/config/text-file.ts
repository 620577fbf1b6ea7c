import { type Disk, DiskError } from '../../host/disk.ts'

/** A text file's content; null where there is none. */
export async function readText(disk: Disk, path: string): Promise<string | null> {
  const size = await disk.size(path)
  if (size === undefined) return null
  const bytes = new Uint8Array(size)
  const file = await disk.open(path)
  try {
    await file.read([bytes], 0)
  } finally {
    await file.close()
  }
  return new TextDecoder().decode(bytes)
}

/** Puts a text into a file, whole or not at all, and durably. */
export async function writeText(disk: Disk, path: string, text: string): Promise<void> {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'
  if (folder !== '' && folder !== '.') await disk.makeFolder(folder)
  const draft = `${path}.new`
  await disk.remove(draft).catch(error => {
    if (!(error instanceof DiskError) || error.reason !== 'missing') throw error
  })
  const file = await disk.create(draft)
  try {
    await file.write([new TextEncoder().encode(text)], 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await disk.rename(draft, path)
  await disk.syncFolder(folder === '' ? '/' : folder)
}
