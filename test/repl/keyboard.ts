import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'

/** A terminal with somebody at its keyboard: what is typed goes in, and what is shown comes out. */
export class Keyboard {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  #raw = ''
  #seen = 0
  #wake: (() => void) | null = null

  constructor(columns = 120) {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input })
    const output = Object.assign(new PassThrough(), { isTTY: true, columns, rows: 40 })
    output.on('data', chunk => {
      this.#raw += chunk
      this.#wake?.()
    })
    this.input = input as unknown as NodeJS.ReadStream
    this.output = output as unknown as NodeJS.WriteStream
  }

  type(text: string): void {
    ;(this.input as unknown as PassThrough).write(text)
  }

  /** All that was written, with the sequences that move the cursor and colour. */
  get raw(): string {
    return this.#raw
  }

  /** Waits until `text` is shown behind what was seen last; gives what came up to its end, as lines of plain text. */
  async shown(text: string): Promise<string> {
    for (const deadline = performance.now() + 20_000; ; ) {
      const fresh = plain(this.#raw.slice(this.#seen))
      const at = fresh.indexOf(text)
      if (at >= 0) {
        this.#seen = this.#raw.length
        return fresh
      }
      assert.ok(
        performance.now() < deadline,
        `${JSON.stringify(text)} was not shown, but ${JSON.stringify(fresh)}`,
      )
      await new Promise<void>(resolve => {
        this.#wake = resolve
        setTimeout(resolve, 200)
      })
    }
  }
}

const plain = (raw: string) => stripVTControlCharacters(raw).replaceAll('\r', '')
