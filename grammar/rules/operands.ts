import { unexpected } from '../messages.ts'
import { COMPARISON, operators } from '../operators.ts'
import { spanOf } from '../tokens/lexer.ts'
import {
  Ampersand,
  At,
  BinaryOperator,
  Colon,
  Equal,
  keywords,
  LeftBrace,
  LeftBracket,
  LeftParenthesis,
  Less,
  Macro,
  Minus,
  Not,
  Scope,
  Star,
  Word,
} from '../tokens/tokens.ts'
import type { CaseWhen, Expression, FunctionLiteral, Query } from '../tree/ast.ts'
import { BracketRules } from './brackets.ts'
import type { Rule } from './core.ts'

/** Operands without what may follow them. */
export class OperandRules extends BracketRules {
  declare protected readonly operation: Rule<Expression>

  declare protected readonly query: Rule<Query>

  declare protected readonly functionLiteral: Rule<FunctionLiteral>

  declare protected readonly arrowFunction: Rule<FunctionLiteral>

  declare protected readonly bracedFunction: Rule<FunctionLiteral>

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
  protected isReference(): boolean {
    return (this.isName(2) || this.type(2) === Scope) && !this.around(2).blankBefore
  }

  // `*` in `count(*)`
  protected readonly star = this.RULE('star', (): Expression => {
    const token = this.CONSUME(Star)
    return { kind: 'star', span: spanOf(token), table: null }
  })

  protected isStar(): boolean {
    return this.type(1) === Star && this.setting.equality && this.text(0) === '(' && this.text(2) === ')'
  }

  // distinct := 'distinct' expression        in queries; elsewhere a function
  protected readonly distinctExpression = this.RULE('distinctExpression', (): Expression => {
    const start = this.CONSUME(keywords.distinct)
    const item = this.SUBRULE(this.operation)
    return this.ACTION(() => ({ kind: 'distinct', span: this.spanFrom(start), items: [item] }))
  })

  // Behind an operator that binds tighter `not` is the function.
  protected isNegation(): boolean {
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

  // `case` is a name unless a `when` follows before its bracket or statement ends.
  protected isCase(): boolean {
    if (!this.isKeyword(1, 'case')) return false
    if (this.isKeyword(2, 'when')) return true
    if (!this.startsOperand(2)) return false
    for (let ahead = 2; !this.atEnd(ahead); ahead++) {
      if (this.isKeyword(ahead, 'when')) return true
      if (/^[)\]};]$/.test(this.text(ahead))) return false
      ahead = this.partner(ahead) || ahead
    }
    return false
  }

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
  protected expectOperand(): void {
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
