import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { type ToRun, UsageError } from '../command-line.ts'

/** A script's text, and the file it comes from. */
export interface ScriptSource {
  readonly text: string
  /** For error messages; null for other text. */
  readonly file: string | null
  /** Its statements, where somebody has read them: see readAhead. */
  readonly read?: Uint8Array | null
}

/** What the command line asks to run. @throws UsageError when its file can't be read */
export async function scriptSource({ source }: ToRun): Promise<ScriptSource> {
  if (source === null || source.from === 'input') return { text: await readAll(process.stdin), file: null }
  if (source.from === 'text') return { text: source.text, file: null }
  try {
    return { text: withoutShebang(await readFile(source.text, 'utf8')), file: source.text }
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new UsageError(
      missing ? `There is no file ${source.text}.` : `${source.text}: ${(error as Error).message}`,
    )
  }
}

// The line by which a system knows who runs a file is a comment, of the same length.
const withoutShebang = (text: string) => text.replace(/^#!/, '//')
