import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Log, LogLevel } from '../log.ts'

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

/** Lines at the end of a file, which is made with its folder where missing. @throws when it can't be written. */
export function fileLog(path: string, least: LogLevel = 'info'): Log {
  mkdirSync(dirname(path), { recursive: true })
  appendFileSync(path, '')
  return {
    write(level, text) {
      if (order.indexOf(level) < order.indexOf(least)) return
      appendFileSync(path, `${new Date().toISOString()} <${level.toUpperCase()}> ${text}\n`)
    },
  }
}
