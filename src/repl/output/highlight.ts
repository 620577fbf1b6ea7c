import { tokenize } from '../../../grammar/tokens/lexer.ts'
import { classOf, type TokenClass } from '../../../grammar/tokens/token-class.ts'
import { type Colour, coloured } from './colour.ts'

const colours: Readonly<Record<TokenClass, Colour | null>> = {
  number: 'cyan',
  string: 'green',
  template: 'magenta',
  comment: 'grey',
  keyword: 'blue',
  name: null,
  other: null,
}

/** `text` with keywords, literals and comments in colour. Text that isn't understood stays as it is. */
export function highlighted(text: string, isFunction: (name: string) => boolean): string {
  let shown = ''
  let at = 0
  for (const token of tokenize(text).tokens) {
    const { startOffset } = token
    shown += comment(text.slice(at, startOffset))
    at = token.endOffset! + 1
    // Not the token's own text: the lexer closes a string that is still open.
    const image = text.slice(startOffset, at)
    const kind = classOf(token)
    const colour = kind === 'name' && isFunction(image) ? 'yellow' : colours[kind]
    shown += colour === null ? image : coloured(image, colour)
  }
  return shown + comment(text.slice(at))
}

// Between tokens there are blanks and comments.
const comment = (gap: string) => (/\/[/*]/.test(gap) ? coloured(gap, 'grey') : gap)
