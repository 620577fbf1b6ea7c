import type { IToken } from 'chevrotain'
import { spanOf } from '../tokens/lexer.ts'
import { decodeString, negatable, quotedKind } from '../tokens/literals.ts'
import {
  At,
  Macro,
  Minus,
  NumberLiteral,
  QuotedName,
  Scope,
  StringLiteral,
  SymbolLiteral,
  Word,
} from '../tokens/tokens.ts'
import { literalWords } from '../tokens/words.ts'
import type { Expression, Literal, LiteralKind, MacroName, Name } from '../tree/ast.ts'
import { Neighbours } from './neighbours.ts'

const literalTypes = new Set([NumberLiteral, StringLiteral, SymbolLiteral])

/** The name a word token stands for. */
export function nameOf(token: IToken): string {
  return token.tokenType === QuotedName ? decodeString(token.image.slice(1)) : token.image
}

/** Literals, series of them, names. */
export class TerminalRules extends Neighbours {
  protected isLiteral(ahead: number): boolean {
    return (
      literalTypes.has(this.type(ahead)) || (this.type(ahead) === Word && literalWords.has(this.text(ahead)))
    )
  }

  /** `-` directly before a number, after a blank or where an operand must begin. */
  protected isNegativeNumber(ahead: number): boolean {
    return (
      this.type(ahead) === Minus &&
      this.type(ahead + 1) === NumberLiteral &&
      !this.around(ahead + 1).blankBefore &&
      negatable.has(this.around(ahead + 1).literal)
    )
  }

  protected readLiteral(sign: IToken | null, token: IToken): Literal {
    const span = { start: (sign ?? token).startOffset, end: token.endOffset! + 1 }
    const { image, tokenType } = token
    if (tokenType === NumberLiteral) {
      const literal = (token.payload as { literal: LiteralKind }).literal
      return { kind: 'literal', span, literal, text: sign === null ? image : `-${image}` }
    }
    if (tokenType === SymbolLiteral) return { kind: 'literal', span, literal: 'symbol', text: image.slice(1) }
    if (tokenType === StringLiteral) {
      const text = decodeString(image)
      return { kind: 'literal', span, literal: quotedKind(image, text), text }
    }
    return { kind: 'literal', span, literal: literalWords.get(image)!, text: image }
  }

  // literal := ['-'] number | string | symbol | NULL | DFLT | true | false
  protected readonly literal = this.RULE('literal', (): Literal => {
    const sign = this.OPTION({ GATE: () => this.isNegativeNumber(1), DEF: () => this.CONSUME(Minus) }) ?? null
    const token = this.OR([
      { ALT: () => this.CONSUME(NumberLiteral) },
      { ALT: () => this.CONSUME(StringLiteral) },
      { ALT: () => this.CONSUME(SymbolLiteral) },
      { ALT: () => this.CONSUME(Word) },
    ])
    return this.ACTION(() => this.readLiteral(sign, token))
  })

  // series := literal {literal}       on one line; a negative item needs a blank before its sign
  protected readonly literals = this.RULE('literals', (): Expression => {
    const items: Literal[] = []
    this.AT_LEAST_ONE({
      GATE: () => items.length === 0 || this.isNextItem(items),
      DEF: () => {
        items.push(this.SUBRULE(this.literal))
      },
    })
    return this.ACTION(() =>
      items.length === 1 ? items[0]! : { kind: 'series', span: this.spanFrom(items[0]!.span), items },
    )
  })

  protected isNextItem(items: readonly Literal[]): boolean {
    if (!this.sameLine() || items.at(-1)!.literal === 'default') return false
    if (this.isLiteral(1)) return this.text(1) !== 'DFLT'
    return (
      this.isNegativeNumber(1) &&
      this.around(1).blankBefore &&
      negatable.has(
        items.at(-1)!.literal === 'typedNull' || items.at(-1)!.literal === 'void'
          ? 'int'
          : items.at(-1)!.literal,
      )
    )
  }

  // name := ['::'] word {'::' word}
  protected readonly name = this.RULE('name', (): Name => {
    const words: string[] = []
    const first = this.LA(1)
    this.OPTION(() => {
      this.CONSUME(Scope)
      words.push('')
    })
    words.push(nameOf(this.CONSUME(Word)))
    this.MANY({
      GATE: () => !this.around(1).blankBefore,
      DEF: () => {
        this.CONSUME2(Scope)
        words.push(nameOf(this.CONSUME2(Word)))
      },
    })
    return this.ACTION(() => ({
      kind: 'name',
      span: this.spanFrom(first),
      name: words.pop()!,
      qualifiers: words,
    }))
  })

  // `@testing_case`: what an annotation has set
  protected readonly annotationName = this.RULE('annotationName', (): Name => {
    const start = this.CONSUME(At)
    const word = this.CONSUME(Word)
    return this.ACTION(() => ({
      kind: 'name',
      span: this.spanFrom(start),
      name: `@${word.image}`,
      qualifiers: [],
    }))
  })

  protected readonly macroName = this.RULE('macroName', (): MacroName => {
    const token = this.CONSUME(Macro)
    const several = token.image.startsWith('_$$')
    return { kind: 'macroName', span: spanOf(token), name: token.image.slice(several ? 3 : 2), several }
  })
}
