import type { IToken } from 'chevrotain'

/** What a token is to somebody who reads coloured text. */
export type TokenClass = 'number' | 'string' | 'keyword' | 'template' | 'comment' | 'name' | 'other'

const byType: Readonly<Record<string, TokenClass>> = {
  NumberLiteral: 'number',
  StringLiteral: 'string',
  OpenString: 'string',
  SymbolLiteral: 'string',
  Macro: 'template',
  Template: 'template',
  OpenComment: 'comment',
}

export function classOf(token: IToken): TokenClass {
  const { name } = token.tokenType
  const known = byType[name]
  if (known) return known
  if (!/^[A-Za-z_]/.test(token.image)) return 'other'
  // The lexer names keywords IfWord, SelectWord …; Word alone is any name.
  return name.endsWith('Word') && name !== 'Word' ? 'keyword' : 'name'
}
