import type { Span } from './tree/ast.ts'

/** Something in the text that the grammar cannot read: what, where, and what would help. */
export class SyntaxFault {
  readonly message: string
  readonly span: Span
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  readonly hint: string | null
  readonly #text: string

  constructor(message: string, span: Span, text: string, hint: string | null = null) {
    this.message = message
    this.span = span
    this.hint = hint
    this.#text = text
    const before = text.slice(0, span.start)
    this.line = before.split('\n').length
    this.column = span.start - before.lastIndexOf('\n')
  }

  /** The line with the fault, and carets under it. */
  get excerpt(): string {
    const lineStart = this.#text.lastIndexOf('\n', this.span.start - 1) + 1
    const lineEnd = this.#text.indexOf('\n', lineStart)
    const line = this.#text.slice(lineStart, lineEnd < 0 ? this.#text.length : lineEnd).replace(/\r$/, '')
    const offset = this.span.start - lineStart
    const length = Math.max(1, Math.min(this.span.end, lineStart + line.length) - this.span.start)
    // Tabs stay tabs, so that the caret stands under its letter in any terminal.
    const indent = line.slice(0, offset).replace(/[^\t]/g, letter => (isWide(letter) ? '  ' : ' '))
    return `${line}\n${indent}${'^'.repeat(length)}`
  }

  /** As people read it. */
  toString(): string {
    const hint = this.hint === null ? '' : `\n${this.hint}`
    return `Syntax Error: [line #${this.line}] ${this.message}\n${this.excerpt}${hint}`
  }
}

// Chinese letters and full-width signs take two columns.
function isWide(letter: string): boolean {
  return /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/.test(letter)
}
