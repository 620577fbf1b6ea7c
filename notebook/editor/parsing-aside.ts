import ParserWorker from './parser-worker.ts?worker'
import type { Problem } from './problems.ts'

/** What the parser says of a script. */
export interface ParsedAside {
  /** Where statements begin and end; those that can be read. */
  readonly statements: readonly { readonly start: number; readonly end: number }[]
  /** What it complains of. */
  readonly problems: readonly Problem[]
}

const waiting = new Map<number, (parsed: ParsedAside) => void>()
let worker: Worker | undefined
let last = 0

/** Parses a script in a thread of its own. */
export function parseAside(text: string): Promise<ParsedAside> {
  worker ??= started()
  const id = ++last
  worker.postMessage({ id, text })
  return new Promise(resolve => waiting.set(id, resolve))
}

function started(): Worker {
  const made = new ParserWorker()
  made.onmessage = ({ data }: MessageEvent<{ readonly id: number; readonly parsed: ParsedAside }>) => {
    waiting.get(data.id)?.(data.parsed)
    waiting.delete(data.id)
  }
  return made
}
