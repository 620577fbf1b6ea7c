export type LogLevel = 'debug' | 'info' | 'warning' | 'error'

/** Where a node reports what happens to it. One line per call, without a final newline. */
export interface Log {
  write(level: LogLevel, text: string): void
}
