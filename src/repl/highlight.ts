import { tokenize } from '../../grammar/lexer.ts'
import { type Colour, coloured } from './colour.ts'

const byToken: Readonly<Record<string, Colour>> = {
  NumberLiteral: 'cyan',
  StringLiteral: 'green',
  OpenString: 'green',
  SymbolLiteral: 'green',
  Macro: 'magenta',
  Template: 'magenta',
  OpenComment: 'grey',
}

/** `text` with keywords, literals and comments in colour. Text that isn't understood stays as it is. */
export function highlighted(text: string, isFunction: (name: string) => boolean): string {
  let shown = ''
  let at = 0
  for (const token of tokenize(text).tokens) {
    const end = token.startOffset + token.image.length
    shown += comment(text.slice(at, token.startOffset))
    const colour = colourOf(token.tokenType.name, token.image, isFunction)
    shown += colour === null ? token.image : coloured(token.image, colour)
    at = end
  }
  return shown + comment(text.slice(at))
}

function colourOf(type: string, image: string, isFunction: (name: string) => boolean): Colour | null {
  const known = byToken[type]
  if (known) return known
  if (!/^[A-Za-z_]/.test(image)) return null
  if (isKeyword(type)) return 'blue'
  return isFunction(image) ? 'yellow' : null
}

// The lexer names keywords IfWord, SelectWord …; Word alone is any name.
const isKeyword = (type: string) => type.endsWith('Word') && type !== 'Word'

// Between tokens there are blanks and comments.
const comment = (gap: string) => (/\/[/*]/.test(gap) ? coloured(gap, 'grey') : gap)
