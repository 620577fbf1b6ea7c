interface Key {
  readonly name?: string
  readonly ctrl?: boolean
}

/** The members of Node's line editor by which it takes a key. */
export interface KeyTaker {
  _ttyWrite(text: string, key: Key): void
  /** False for what is in the midst of a pasted text. */
  isCompletionEnabled: boolean
}

interface Held {
  readonly text: string
  readonly key: Key
  readonly completes: boolean
}

/**
 * Keys that come while a statement runs, typed ahead or pasted, wait until it has ended: so pasted statements run one
 * after the other, each under its own prompt. Ctrl-C doesn't wait.
 */
export class HeldKeys {
  readonly #editor: KeyTaker
  readonly #take: KeyTaker['_ttyWrite']
  #held: Held[] = []
  #busy = false

  constructor(editor: KeyTaker) {
    this.#editor = editor
    this.#take = editor._ttyWrite.bind(editor)
    editor._ttyWrite = (text, key) => {
      const isInterrupt = key?.ctrl === true && key.name === 'c'
      if (this.#busy && !isInterrupt) this.#held.push({ text, key, completes: editor.isCompletionEnabled })
      else this.#take(text, key)
    }
  }

  hold(): void {
    this.#busy = true
  }

  /** Those that wait are for nothing. */
  drop(): void {
    this.#held = []
  }

  /** Takes them in, up to the one that starts the next statement. */
  release(): void {
    this.#busy = false
    const enabled = this.#editor.isCompletionEnabled
    while (!this.#busy && this.#held.length > 0) {
      const { text, key, completes } = this.#held.shift()!
      this.#editor.isCompletionEnabled = completes
      this.#take(text, key)
    }
    this.#editor.isCompletionEnabled = enabled
  }
}
