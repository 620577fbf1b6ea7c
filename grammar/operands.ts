import type { IToken } from 'chevrotain'
import type {
  Argument,
  CaseWhen,
  Expression,
  FunctionLiteral,
  Literal,
  LiteralKind,
  MacroName,
  Metacode,
  Name,
  Query,
  Statement,
} from './ast.ts'
import { inBrackets, type Rule } from './core.ts'
import { spanOf } from './lexer.ts'
import { decodeString, negatable, quotedKind } from './literals.ts'
import { unexpected } from './messages.ts'
import { Neighbours } from './neighbours.ts'
import { COMPARISON, operators } from './operators.ts'
import {
  Ampersand,
  At,
  BinaryOperator,
  Colon,
  Comma,
  Equal,
  Greater,
  keywords,
  LeftBrace,
  LeftBracket,
  LeftParenthesis,
  Less,
  literalWords,
  Macro,
  Minus,
  Not,
  NumberLiteral,
  QuotedName,
  RightBrace,
  RightBracket,
  RightParenthesis,
  Scope,
  Star,
  StringLiteral,
  SymbolLiteral,
  Word,
} from './tokens.ts'

const literalTypes = new Set([NumberLiteral, StringLiteral, SymbolLiteral])
/** The name a word token stands for. */
export function nameOf(token: IToken): string {
  return token.tokenType === QuotedName ? decodeString(token.image.slice(1)) : token.image
}

/** Operands without what may follow them: literals, names, brackets, metacode. */
export class OperandRules extends Neighbours {
  declare protected readonly expression: Rule<Expression>
  declare protected readonly namedExpression: Rule<Expression>
  declare protected readonly operand: Rule<Expression>
  declare protected readonly operation: Rule<Expression>
  declare protected readonly query: Rule<Query>
  declare protected readonly functionLiteral: Rule<FunctionLiteral>
  declare protected readonly arrowFunction: Rule<FunctionLiteral>
  declare protected readonly bracedFunction: Rule<FunctionLiteral>
  declare protected readonly embeddedStatement: Rule<Statement>

  private isLiteral(ahead: number): boolean {
    return (
      literalTypes.has(this.type(ahead)) || (this.type(ahead) === Word && literalWords.has(this.text(ahead)))
    )
  }

  /** `-` directly before a number, after a blank or where an operand must begin. */
  private isNegativeNumber(ahead: number): boolean {
    return (
      this.type(ahead) === Minus &&
      this.type(ahead + 1) === NumberLiteral &&
      !this.around(ahead + 1).blankBefore &&
      negatable.has(this.around(ahead + 1).literal)
    )
  }

  private readLiteral(sign: IToken | null, token: IToken): Literal {
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

  private isNextItem(items: readonly Literal[]): boolean {
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
  private readonly annotationName = this.RULE('annotationName', (): Name => {
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

  // tuple := '(' [item {',' item}] ')'        item := [expression ['as' aliases]]
  protected readonly parentheses = this.RULE('parentheses', (): Expression => {
    const open = this.CONSUME(LeftParenthesis)
    const items = this.within({ ...inBrackets, commaEnds: false }, () => this.SUBRULE(this.items))
    this.CONSUME(RightParenthesis)
    return this.ACTION(() => {
      const span = this.spanFrom(open)
      return items.length === 1 && items[0] !== null
        ? { kind: 'parenthesized', span, inner: items[0]! }
        : { kind: 'tuple', span, items }
    })
  })

  protected readonly vector = this.RULE('vector', (): Expression => {
    const open = this.CONSUME(LeftBracket)
    const items = this.within({ ...inBrackets, commaEnds: true }, () => this.SUBRULE(this.items))
    this.CONSUME(RightBracket)
    return this.ACTION(() => ({ kind: 'vector', span: this.spanFrom(open), items }))
  })

  /** What stands between brackets; a hole is null, and no text at all is no item. */
  protected readonly items = this.RULE('items', (): (Expression | null)[] => {
    const items = [this.SUBRULE(this.item)]
    this.MANY(() => {
      this.CONSUME(Comma)
      items.push(this.SUBRULE2(this.item))
    })
    return items.length === 1 && items[0] === null ? [] : items
  })

  protected readonly item = this.RULE(
    'item',
    (): Expression | null =>
      this.OPTION({ GATE: () => !this.closesItem(), DEF: () => this.SUBRULE(this.namedExpression) }) ?? null,
  )

  protected closesItem(): boolean {
    const type = this.type(1)
    return (
      type === Comma ||
      type === RightParenthesis ||
      type === RightBracket ||
      type === RightBrace ||
      this.atEnd(1)
    )
  }

  // dictionary := '{' [key ':' expression {',' key ':' expression} [',']] '}'
  protected readonly dictionary = this.RULE('dictionary', (): Expression => {
    const open = this.CONSUME(LeftBrace)
    const entries: { key: Expression; value: Expression }[] = []
    this.within(inBrackets, () =>
      this.MANY({
        GATE: () => this.type(1) !== RightBrace,
        DEF: () => {
          const key = this.within({ colonEnds: true }, () => this.SUBRULE(this.operand))
          this.CONSUME(Colon)
          entries.push({ key, value: this.within({ commaEnds: true }, () => this.SUBRULE(this.expression)) })
          this.OPTION({ GATE: () => this.type(1) !== RightBrace, DEF: () => this.CONSUME(Comma) })
        },
      }),
    )
    this.CONSUME(RightBrace)
    return this.ACTION(() => ({ kind: 'dictionary', span: this.spanFrom(open), entries }))
  })

  // metacode := '<' (statement | expression ['as' aliases]) '>'
  protected readonly metacode = this.RULE('metacode', (): Metacode => {
    const open = this.CONSUME(Less)
    const code = this.within(
      { ...inBrackets, sql: false, equality: true, metacode: true, commaEnds: false },
      () =>
        this.OR([
          {
            GATE: () => this.isEmbeddedStatement(),
            ALT: (): Expression | Statement => this.SUBRULE(this.embeddedStatement),
          },
          { ALT: () => this.SUBRULE(this.namedExpression), IGNORE_AMBIGUITIES: true },
        ]),
    )
    this.CONSUME(Greater)
    return this.ACTION(() => ({ kind: 'metacode', span: this.spanFrom(open), code }))
  })

  /** `insert into`, `update t set`, `delete from`: statements that metacode may hold. */
  protected isEmbeddedStatement(): boolean {
    const type = this.type(1)
    return (
      (type === keywords.insert || type === keywords.update || type === keywords.delete) && this.isWord(2)
    )
  }

  // case := 'case' [expression] {'when' expression 'then' expression} ['else' expression] 'end'
  protected readonly caseWhen = this.RULE('caseWhen', (): CaseWhen => {
    const start = this.CONSUME(keywords.case)
    const branches: { when: Expression; then: Expression }[] = []
    return this.within({ lineEnds: false, floor: 0, sql: true, equality: true, colonEnds: false }, () => {
      const subject =
        this.OPTION({
          GATE: () => this.type(1) !== keywords.when,
          DEF: () => this.SUBRULE(this.expression),
        }) ?? null
      this.AT_LEAST_ONE(() => {
        this.CONSUME(keywords.when)
        const when = this.SUBRULE2(this.expression)
        this.CONSUME(keywords.then)
        // biome-ignore lint/suspicious/noThenProperty: a branch, no promise
        branches.push({ when, then: this.SUBRULE3(this.expression) })
      })
      const otherwise = this.OPTION2(() => {
        this.CONSUME(keywords.else)
        return this.SUBRULE4(this.expression)
      })
      this.CONSUME(keywords.end)
      return this.ACTION(() => ({
        kind: 'case',
        span: this.spanFrom(start),
        subject,
        branches,
        otherwise: otherwise ?? null,
      }))
    })
  })

  protected isCase(): boolean {
    return this.isKeyword(2, 'when') || (this.startsOperand(2) && !this.around(2).lineBefore)
  }

  // argument := [name '='] expression ['as' word]
  protected readonly argument = this.RULE('argument', (): Argument => {
    const name = this.OPTION({
      GATE: () => this.isWord(1) && this.type(2) === Equal && this.namesArgument(),
      DEF: () => {
        const word = this.CONSUME(Word)
        this.CONSUME(Equal)
        return this.ACTION(() => nameOf(word))
      },
    })
    const value = this.SUBRULE(this.item)
    return this.ACTION(() => {
      if (value?.kind !== 'named') return { name: name ?? null, value, alias: null }
      const [alias] = value.aliases
      return typeof alias === 'string' && value.aliases.length === 1
        ? { name: name ?? null, value: value.value, alias }
        : { name: name ?? null, value, alias: null }
    })
  })

  /** Where `=` may compare, `f(a=1, b)` compares and `f(b, a=1)` names: behind a named argument all are named. */
  private namesArgument(): boolean {
    if (!this.setting.equality) return true
    for (let ahead = 1; !this.atEnd(ahead); ahead++) {
      const type = this.type(ahead)
      if (type === RightParenthesis || type === RightBrace) return true
      if (type === Comma && !(this.isWord(ahead + 1) && this.type(ahead + 2) === Equal)) return false
      ahead = this.partner(ahead) || ahead
    }
    return true
  }

  /** Arguments, without their brackets. */
  protected readonly argumentList = this.RULE('argumentList', (): Argument[] => {
    return this.within({ ...inBrackets, commaEnds: true }, () => {
      const list = [this.SUBRULE(this.argument)]
      this.MANY(() => {
        this.CONSUME(Comma)
        list.push(this.SUBRULE2(this.argument))
      })
      return this.ACTION(() =>
        list.length === 1 && list[0]!.value === null && list[0]!.name === null ? [] : list,
      )
    })
  })

  private opensItem(): boolean {
    const before = this.text(0)
    return before === '(' || before === '[' || before === ','
  }

  // pair without its first half: ':4', ':'
  protected readonly openPair = this.RULE('openPair', (): Expression => {
    const colon = this.CONSUME(Colon)
    const end = this.OPTION({ GATE: () => !this.closesItem(), DEF: () => this.SUBRULE(this.operand) }) ?? null
    return this.ACTION(() => ({ kind: 'pair', span: this.spanFrom(colon), start: null, end }))
  })

  protected readonly operatorFunction = this.RULE('operatorFunction', (): Expression => {
    const token = this.OR([{ ALT: () => this.CONSUME(BinaryOperator) }, { ALT: () => this.CONSUME(Not) }])
    return this.ACTION(() => ({ kind: 'operatorFunction', span: spanOf(token), operator: token.image }))
  })

  // unary := ('-' | '!') operand
  protected readonly unary = this.RULE('unary', (): Expression => {
    const sign = this.OR([{ ALT: () => this.CONSUME(Minus) }, { ALT: () => this.CONSUME(Not) }])
    const operand = this.SUBRULE(this.operand)
    return this.ACTION(() => ({ kind: 'unary', span: this.spanFrom(sign), operator: sign.image, operand }))
  })

  // reference := '&' name
  protected readonly reference = this.RULE('reference', (): Expression => {
    const sign = this.CONSUME(Ampersand)
    const operand = this.SUBRULE(this.name)
    return this.ACTION(() => ({ kind: 'unary', span: this.spanFrom(sign), operator: '&', operand }))
  })

  // `&f`, without a blank
  private isReference(): boolean {
    return (this.isName(2) || this.type(2) === Scope) && !this.around(2).blankBefore
  }

  // `*` in `count(*)`
  protected readonly star = this.RULE('star', (): Expression => {
    const token = this.CONSUME(Star)
    return { kind: 'star', span: spanOf(token), table: null }
  })

  private isStar(): boolean {
    return this.type(1) === Star && this.setting.equality && this.text(0) === '(' && this.text(2) === ')'
  }

  // distinct := 'distinct' expression        in queries; elsewhere a function
  protected readonly distinctExpression = this.RULE('distinctExpression', (): Expression => {
    const start = this.CONSUME(keywords.distinct)
    const item = this.SUBRULE(this.operation)
    return this.ACTION(() => ({ kind: 'distinct', span: this.spanFrom(start), items: [item] }))
  })

  // Behind an operator that binds tighter `not` is the function.
  private isNegation(): boolean {
    if (!this.setting.sql || this.text(2) === '.') return false
    const before = operators[this.text(0)]
    return this.type(0) !== Equal && (before === undefined || before.precedence < COMPARISON)
  }

  // not := 'not' comparison        in queries; elsewhere a function
  protected readonly negation = this.RULE('negation', (): Expression => {
    const start = this.CONSUME(keywords.not)
    const operand = this.within({ floor: Math.max(this.setting.floor, COMPARISON) }, () =>
      this.SUBRULE(this.operation),
    )
    return this.ACTION(() => {
      const span = this.spanFrom(start)
      return operand.kind === 'predicate' && operand.predicate === 'exists'
        ? { ...operand, span, predicate: 'not exists' }
        : { kind: 'predicate', span, predicate: 'not', operands: [operand] }
    })
  })

  /** An operand without calls, indexes and members behind it. */
  protected readonly primary = this.RULE('primary', (): Expression => {
    this.ACTION(() => this.expectOperand())
    return this.choose<Expression>(
      [
        { GATE: () => this.isLiteral(1) || this.isNegativeNumber(1), ALT: () => this.SUBRULE(this.literals) },
        { GATE: () => this.isStar(), ALT: () => this.SUBRULE(this.star) },
        { GATE: () => this.isOperatorValue(1), ALT: () => this.SUBRULE(this.operatorFunction) },
        { ALT: () => this.SUBRULE(this.unary) },
        { GATE: () => this.isReference(), ALT: () => this.SUBRULE(this.reference) },
        { GATE: () => this.isArrowAhead(1, false), ALT: () => this.SUBRULE(this.arrowFunction) },
        { ALT: () => this.SUBRULE(this.functionLiteral) },
        { GATE: () => this.isQuery(), ALT: () => this.SUBRULE(this.query) },
        { GATE: () => this.isCase(), ALT: () => this.SUBRULE(this.caseWhen) },
        {
          GATE: () => this.setting.sql && this.startsOperand(2),
          ALT: () => this.SUBRULE(this.distinctExpression),
        },
        { GATE: () => this.isNegation(), ALT: () => this.SUBRULE(this.negation) },
        { ALT: () => this.SUBRULE(this.macroName) },
        { GATE: () => this.isWord(2), ALT: () => this.SUBRULE(this.annotationName) },
        { ALT: () => this.SUBRULE(this.metacode) },
        { GATE: () => this.isLambdaBrace(1), ALT: () => this.SUBRULE(this.bracedFunction) },
        { ALT: () => this.SUBRULE(this.dictionary) },
        { ALT: () => this.SUBRULE(this.vector) },
        { ALT: () => this.SUBRULE(this.parentheses) },
        { GATE: () => this.opensItem(), ALT: () => this.SUBRULE(this.openPair) },
        { ALT: () => this.SUBRULE(this.name) },
      ].map(alternative => ({ ...alternative, IGNORE_AMBIGUITIES: true })),
    )
  })

  /** `select`, `exec`, `with … as (`. */
  protected isQuery(): boolean {
    if (this.isKeyword(1, 'select') || this.isKeyword(1, 'exec')) return true
    if (!this.isKeyword(1, 'with') || !this.isName(2)) return false
    return this.isKeyword(3, 'as') || (this.text(3) === '(' && this.isKeyword(this.partner(3) + 1, 'as'))
  }

  // Says what is wrong before chevrotain would say that nothing fits.
  private expectOperand(): void {
    const type = this.type(1)
    if (this.isWord(1) && !this.isName(1) && !this.isLiteral(1)) {
      const starts =
        type === keywords.select || type === keywords.exec || type === keywords.def || type === keywords.defg
      if (!starts) this.fail(`${this.text(1)} is a keyword, it cannot stand in an expression`)
      return
    }
    if (this.setting.sql && (type === keywords.from || type === keywords.where) && this.text(2) !== '(') {
      this.fail(unexpected(this.LA(1), 'an expression'))
    }
    if (type === Word || this.isName(1) || this.isLiteral(1) || type === Macro || type === Scope) return
    if (type === Minus || type === Not || type === Less) return
    if (type === Ampersand && this.isReference()) return
    if (type === Colon && this.opensItem()) return
    if (type === LeftParenthesis || type === LeftBracket || type === LeftBrace) return
    if (this.isOperatorValue(1) || (type === At && this.isWord(2))) return
    this.fail(unexpected(this.LA(1), 'an expression'))
  }
}
