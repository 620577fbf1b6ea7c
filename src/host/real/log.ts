import { appendFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DiskError } from '../disk.ts'
import type { Log, LogLevel } from '../log.ts'
import { makeFolderNow } from './make-folder.ts'

const order: readonly LogLevel[] = ['debug', 'info', 'warning', 'error']

/** Lines on standard error, from `least` upwards. */
export function consoleLog(least: LogLevel = 'warning'): Log {
  return {
    write(level, text) {
      if (order.indexOf(level) < order.indexOf(least)) return
      process.stderr.write(`${new Date().toISOString()} <${level.toUpperCase()}> ${text}\n`)
    },
  }
}

/** Lines at the end of a file, which is made with its folder where missing. @throws DiskError when it can't be written. */
export function fileLog(path: string, least: LogLevel = 'info'): Log {
  try {
    makeFolderNow(dirname(path))
    appendFileSync(path, '')
  } catch (error) {
    throw new DiskError('failed', path, `The log ${path} can't be written: ${(error as Error).message}.`)
  }
  return {
    write(level, text) {
      if (order.indexOf(level) < order.indexOf(least)) return
      appendFileSync(path, `${new Date().toISOString()} <${level.toUpperCase()}> ${text}\n`)
    },
  }
}
