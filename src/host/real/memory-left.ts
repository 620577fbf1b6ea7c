import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'

// Of control groups, version 2 and 1.
const STATISTICS = ['/sys/fs/cgroup/memory.stat', '/sys/fs/cgroup/memory/memory.stat']

/** Bytes of memory that this process may have in all: the machine's, or its control group's. */
export function memoryAllowed(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/**
 * Bytes of memory that can still be had. A control group counts pages of files that were read as memory in use, though they are given
 * back as soon as they are needed: here they are left.
 */
export function memoryLeft(): number {
  const left = process.availableMemory()
  return process.constrainedMemory() < totalmem() ? Math.min(left + filePages(), memoryAllowed()) : left
}

function filePages(): number {
  for (const path of STATISTICS) {
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch {
      continue
    }
    const bytes = (name: string) =>
      Number(text.match(new RegExp(`^(?:total_)?${name} (\\d+)$`, 'm'))?.[1] ?? 0)
    return bytes('inactive_file') + bytes('active_file')
  }
  return 0
}
