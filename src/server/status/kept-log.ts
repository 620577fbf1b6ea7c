import type { Clock } from '../../host/clock.ts'
import type { Log, LogLevel } from '../../host/log.ts'
import { TIMESTAMP } from '../../values/data-type.ts'
import { formatTemporal } from '../../values/elements/temporal-format.ts'

const MOST_CHARACTERS = 4 * 2 ** 20

/** A log that also remembers its newest lines, so that they can be looked at from afar. */
export class KeptLog implements Log {
  readonly #log: Log
  readonly #clock: Clock
  readonly #lines: string[] = []
  #kept = 0
  /** Bytes of all lines so far, as if they stood in a file. */
  length = 0

  /** The log of a process if it is one already: what was logged before the node opened is remembered, too. */
  static of({ log, clock }: { readonly log: Log; readonly clock: Clock }): KeptLog {
    return log instanceof KeptLog ? log : new KeptLog(log, clock)
  }

  constructor(log: Log, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  write(level: LogLevel, text: string): void {
    this.#log.write(level, text)
    const line = `${formatTemporal(this.#clock.now(), TIMESTAMP)} <${level.toUpperCase()}> :${text}`
    this.#lines.push(line)
    this.#kept += line.length
    this.length += Buffer.byteLength(line) + 1
    while (this.#kept > MOST_CHARACTERS) this.#kept -= this.#lines.shift()!.length
  }

  /**
   * `count` lines, in order. `fromHead`: those that begin `offset` bytes after the first that is remembered; otherwise
   * those that end `offset` bytes before the end.
   */
  lines(count: number, offset: number, fromHead: boolean): string[] {
    const lines = fromHead ? this.#lines : this.#lines.toReversed()
    let skipped = 0
    let from = 0
    while (from < lines.length && skipped < offset) skipped += Buffer.byteLength(lines[from++]!) + 1
    const found = lines.slice(from, from + count)
    return fromHead ? found : found.reverse()
  }
}
