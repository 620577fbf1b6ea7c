import { createInterface } from 'node:readline'

/** Asks for a password on the terminal without showing it; without a terminal, the first line of standard input. */
export function askPassword(prompt: string): Promise<string> {
  const { stdin, stderr } = process
  const editor = createInterface({ input: stdin, output: stderr, terminal: stdin.isTTY })
  return new Promise(resolve => {
    editor.question(prompt, answer => {
      editor.close()
      if (stdin.isTTY) stderr.write('\n')
      resolve(answer)
    })
    // What is typed isn't shown: the editor's own output after the prompt is dropped.
    ;(editor as unknown as { _writeToOutput(text: string): void })._writeToOutput = () => {}
  })
}
