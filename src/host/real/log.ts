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
