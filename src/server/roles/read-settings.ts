import { ConfigError } from '../../cluster/config/config-error.ts'
import { type ConfigEntry, readConfig } from '../../cluster/config/config-file.ts'
import { Settings } from '../../cluster/config/settings.ts'
import { readText } from '../../cluster/config/text-file.ts'
import type { Disk } from '../../host/disk.ts'
import type { Log, LogLevel } from '../../host/log.ts'

const FILES: Readonly<Record<string, string>> = {
  single: 'dolphindb.cfg',
  controller: 'config/controller.cfg',
  agent: 'config/agent.cfg',
}

/**
 * A node's own configuration: its file, and the flags of the command line, which win. A file that is named must be there;
 * the usual one may be missing. @throws ConfigError
 */
export async function readSettings(
  disk: Disk,
  mode: string,
  config: string | null,
  flags: ReadonlyMap<string, string>,
): Promise<Settings> {
  const file = config ?? FILES[mode]
  const text = file === undefined ? null : await readText(disk, file)
  if (text === null && config !== null) throw new ConfigError(`-config ${config}: there is no such file.`)
  const entries = [...flags].map(
    ([key, value]): ConfigEntry => ({
      key,
      value,
      place: { file: 'the command line', line: null, text: `-${key} ${value}` },
    }),
  )
  return new Settings(text === null ? [] : readConfig(text, file!), entries)
}

/** The log that the settings ask for: a file, standard output, or both. */
export function logOf(
  settings: Settings,
  logFile: string | null,
  make: {
    readonly consoleLog: (least: LogLevel) => Log
    readonly fileLog: (path: string, least: LogLevel) => Log
  },
): Log {
  const least = settings.text('logLevel')!.toLowerCase() as LogLevel
  const where = settings.count('stdoutLog')
  const logs: Log[] = []
  if (logFile === null || where !== 0) logs.push(make.consoleLog(least))
  if (logFile !== null && where !== 1) logs.push(make.fileLog(logFile, least))
  return {
    write(level, text) {
      for (const log of logs) log.write(level, text)
    },
  }
}
