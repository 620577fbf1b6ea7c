import { statfs } from 'node:fs/promises'
import { availableParallelism, loadavg, totalmem } from 'node:os'
import { dirname, resolve } from 'node:path'
import type { Machine } from '../machine.ts'

// The system counts blocks of that size.
const BLOCK = 512

/** This machine, as the operating system tells. */
export const realMachine: Machine = {
  memory: () => ({ total: totalmem(), used: process.memoryUsage.rss() }),
  processors: availableParallelism(),
  processorTime() {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  load: () => loadavg()[0]! / availableParallelism(),
  diskTraffic() {
    const { fsRead, fsWrite } = process.resourceUsage()
    return { read: fsRead * BLOCK, written: fsWrite * BLOCK }
  },
  openFiles() {
    // With the network the report would look up the names of all addresses that this process talks to.
    Object.assign(process.report, { excludeNetwork: true })
    const { userLimits } = process.report.getReport() as {
      userLimits?: { open_files: { soft: number | string } }
    }
    const soft = Number(userLimits?.open_files.soft)
    return soft > 0 ? soft : Number.POSITIVE_INFINITY
  },
  async volume(folder) {
    for (let at = resolve(folder); ; at = dirname(at)) {
      try {
        const { blocks, bavail, bsize } = await statfs(at)
        return { capacity: blocks * bsize, free: bavail * bsize }
      } catch (error) {
        if (at === dirname(at)) throw error
      }
    }
  },
}
