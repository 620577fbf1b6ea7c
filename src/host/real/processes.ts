import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Processes } from '../processes.ts'
import { makeFolderNow } from './make-folder.ts'

const preload = new URL('./preload.mjs', import.meta.url).href

/** The machine's processes. */
export const realProcesses: Processes = {
  own: process.pid,
  start({ program, args, environment, output, folder }) {
    makeFolderNow(dirname(output))
    const descriptor = openSync(output, 'a')
    // A group of its own: what ends this process by its terminal doesn't end the other.
    const child = spawn(process.execPath, ['--import', preload, program, ...args], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', descriptor, descriptor],
      env: { ...process.env, ...environment },
    })
    closeSync(descriptor)
    let ended: string | null = null
    child.on('exit', (code, signal) => {
      ended = signal === null ? `exit code ${code}` : `signal ${signal}`
    })
    child.on('error', error => {
      ended = error.message
    })
    child.unref()
    return {
      id: child.pid ?? 0,
      get ended() {
        return ended
      },
    }
  },
  isRunning(id) {
    try {
      process.kill(id, 0)
      return true
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM'
    }
  },
  kill(id) {
    try {
      process.kill(id, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  },
}
