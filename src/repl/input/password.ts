import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Asks for a password on the terminal without showing it; without a terminal, the first line of standard input. */
export function askPassword(prompt: string): Promise<string> {
  const { stdin, stderr } = process
  if (!stdin.isTTY) return firstLine(stdin)
  const editor = createInterface({ input: stdin, output: stderr, terminal: true })
  return new Promise(resolve => {
    editor.question(prompt, answer => {
      editor.close()
      stderr.write('\n')
      resolve(answer)
    })
    // What is typed isn't shown: the editor's own output after the prompt is dropped.
    ;(editor as unknown as { _writeToOutput(text: string): void })._writeToOutput = () => {}
  })
}

// What follows stays in the stream.
async function firstLine(stream: NodeJS.ReadStream): Promise<string> {
  const pieces: Buffer[] = []
  for (let ended = false; !ended; ) {
    const piece = stream.read() as Buffer | null
    if (piece === null) {
      if (stream.readableEnded) break
      ended = await Promise.race([
        once(stream, 'readable').then(() => false),
        once(stream, 'end').then(() => true),
      ])
      continue
    }
    const end = piece.indexOf('\n')
    pieces.push(end < 0 ? piece : piece.subarray(0, end))
    if (end < 0) continue
    stream.unshift(piece.subarray(end + 1))
    break
  }
  return Buffer.concat(pieces).toString('utf8').replace(/\r$/, '')
}
