import { BASE_KEY, LOG_END, LOG_START, unpackRecord } from '../../src/cluster/consensus/member-records.ts'
import type { Entry, Point } from '../../src/raft/entry.ts'
import type { LogMatching } from './checkers/log-matching.ts'
import type { SimHost } from './host.ts'

/** Shows a checker the log that a member of a Raft group has on its disk. */
export function showLog(matching: LogMatching, host: SimHost, folder: string): void {
  const contents = host.kv.contents(folder)
  const base = contents.get(BASE_KEY)
  let before = base ? unpackRecord<Point>(base).term : 0
  const keys = [...contents.keys()].filter(key => key >= LOG_START && key < LOG_END).sort()
  for (const key of keys) {
    const entry = unpackRecord<Entry>(contents.get(key)!)
    matching.stored(entry, before)
    before = entry.term
  }
}
