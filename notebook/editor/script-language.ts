import type * as Monaco from 'monaco-editor/editor.js'
import { tokenize } from '../../grammar/tokens/lexer.ts'
import { classOf, type TokenClass } from '../../grammar/tokens/token-class.ts'

export const LANGUAGE = 'porpoise'

const scopes: Readonly<Record<TokenClass, string>> = {
  number: 'number',
  string: 'string',
  keyword: 'keyword',
  template: 'annotation',
  comment: 'comment',
  name: 'identifier',
  other: 'delimiter',
}

/** Whether a line begins inside a comment. */
class LineState implements Monaco.languages.IState {
  readonly inComment: boolean

  constructor(inComment: boolean) {
    this.inComment = inComment
  }

  clone(): LineState {
    return this
  }

  equals(other: Monaco.languages.IState): boolean {
    return (other as LineState).inComment === this.inComment
  }
}

/** Makes the language of scripts known: the colours of its own lexer, brackets, comments, indentation. */
export function registerLanguage(monaco: typeof Monaco): void {
  monaco.languages.register({ id: LANGUAGE, extensions: ['.dos'] })
  monaco.languages.setLanguageConfiguration(LANGUAGE, {
    comments: { lineComment: '//', blockComment: ['/*', '*/'] },
    brackets: [
      ['(', ')'],
      ['[', ']'],
      ['{', '}'],
    ],
    autoClosingPairs: [
      { open: '(', close: ')' },
      { open: '[', close: ']' },
      { open: '{', close: '}' },
      { open: '"', close: '"', notIn: ['string', 'comment'] },
    ],
    wordPattern: /[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*!?/,
    indentationRules: { increaseIndentPattern: /[{([]\s*$/, decreaseIndentPattern: /^\s*[)\]}]/ },
  })
  monaco.languages.setTokensProvider(LANGUAGE, {
    getInitialState: () => new LineState(false),
    tokenize: (line, state) => tokensOfLine(line, (state as LineState).inComment),
  })
  defineThemes(monaco)
}

function tokensOfLine(line: string, inComment: boolean): Monaco.languages.ILineTokens {
  const tokens: Monaco.languages.IToken[] = []
  let begin = 0
  if (inComment) {
    tokens.push({ startIndex: 0, scopes: 'comment' })
    const end = line.indexOf('*/')
    if (end < 0) return { tokens, endState: new LineState(true) }
    begin = end + 2
  }
  let at = begin
  let open = false
  const gap = (from: number, to: number) => {
    const comment = line.slice(from, to).search(/\/[/*]/)
    if (comment < 0) tokens.push({ startIndex: from, scopes: '' })
    else tokens.push({ startIndex: from, scopes: '' }, { startIndex: from + comment, scopes: 'comment' })
  }
  for (const token of tokenize(line.slice(begin)).tokens) {
    const start = begin + token.startOffset
    if (start > at) gap(at, start)
    const kind = classOf(token)
    tokens.push({ startIndex: start, scopes: scopes[kind] })
    at = start + token.image.length
    open = kind === 'comment'
  }
  if (at < line.length) gap(at, line.length)
  // A comment that begins on this line and isn't closed there is a token of its own, or the gap behind the last token.
  const rest = line.slice(Math.max(at - (open ? 2 : 0), begin))
  const opens = open || /\/\*(?!.*\*\/)/.test(stripLineComment(rest))
  return { tokens, endState: new LineState(opens) }
}

const stripLineComment = (text: string) => text.replace(/(?<!\*)\/\/.*$/, '')

type Shades = Readonly<Record<'comment' | 'number' | 'string' | 'keyword' | 'annotation', string>>

function defineThemes(monaco: typeof Monaco): void {
  const define = (name: string, base: 'vs' | 'vs-dark' | 'hc-black', shades: Shades, ground: string) =>
    monaco.editor.defineTheme(name, {
      base,
      inherit: true,
      rules: Object.entries(shades).map(([token, foreground]) => ({ token, foreground })),
      colors: { 'editor.background': ground },
    })
  define(
    'porpoise-light',
    'vs',
    { comment: '55636f', number: '8a3b00', string: '1b6b3a', keyword: '0a4fa3', annotation: '7a2a8c' },
    '#ffffff',
  )
  define(
    'porpoise-dark',
    'vs-dark',
    { comment: '9aa7b3', number: 'f2b27c', string: '8fd6a5', keyword: '82b7ff', annotation: 'd7a6e8' },
    '#14191f',
  )
  define(
    'porpoise-contrast',
    'hc-black',
    { comment: 'c8c8c8', number: 'ffc58a', string: '7dffa8', keyword: '8fd0ff', annotation: 'ffb3ff' },
    '#000000',
  )
}
