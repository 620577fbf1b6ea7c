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
  return { text: withoutShebang(textOf(await contentOf(source.text), source.text)), file: source.text }
}

async function contentOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new UsageError(`There is no file ${file}.`)
    throw new UsageError(code === 'EISDIR' ? `${file} is a folder, not a script.` : `${file}: ${message}`)
  }
}

function textOf(content: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    throw new UsageError(`${file} is no text in UTF-8, in which scripts are written.`)
  }
}

// The line by which a system knows who runs a file is a comment, of the same length.
const withoutShebang = (text: string) => text.replace(/^#!/, '//')
