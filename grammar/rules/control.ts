import {
  Comma,
  keywords,
  LeftParenthesis,
  RightBrace,
  RightParenthesis,
  Semicolon,
  Word,
} from '../tokens/tokens.ts'
import type { Block, Expression, For, Statement, TryCatch } from '../tree/ast.ts'
import { AssignmentRules } from './assignments.ts'
import { inBlock, inBrackets, type Rule } from './core.ts'
import { nameOf } from './terminals.ts'

/** What runs when: branches, loops, jumps, `try`, `timer`, `transaction`. */
export class ControlRules extends AssignmentRules {
  declare protected readonly statement: Rule<Statement>

  /** Nothing more on this line. */
  protected standsAlone(ahead: number): boolean {
    const type = this.type(ahead)
    return this.around(ahead).lineBefore || type === Semicolon || type === RightBrace || this.atEnd(ahead)
  }

  protected startsAfterKeyword(): boolean {
    if (!this.sameLine(2)) return false
    const text = this.text(2)
    if (text === '(') return this.isKeyword(1, 'assert')
    return this.startsOperand(2) || /^[[<!-]$/.test(text)
  }

  // if := 'if' '(' expression ')' body ['else' body]
  protected readonly ifStatement = this.RULE('ifStatement', (): Statement => {
    const start = this.CONSUME(keywords.if)
    const condition = this.SUBRULE(this.condition)
    const then = this.SUBRULE(this.body)
    const otherwise = this.OPTION({
      GATE: () => this.isKeyword(1, 'else') || this.isKeyword(2, 'else'),
      DEF: () => {
        this.OPTION2(() => this.CONSUME(Semicolon))
        this.CONSUME(keywords.else)
        return this.SUBRULE2(this.body)
      },
    })
    return this.ACTION(() => ({
      kind: 'if',
      span: this.spanFrom(start),
      condition,
      then,
      otherwise: otherwise ?? null,
    }))
  })

  protected readonly condition = this.RULE('condition', (): Expression => {
    this.CONSUME(LeftParenthesis)
    const condition = this.within(inBrackets, () => this.SUBRULE(this.expression))
    this.CONSUME(RightParenthesis)
    return condition
  })

  protected readonly body = this.RULE(
    'body',
    (): Statement => this.within(inBlock, () => this.SUBRULE(this.statement)),
  )

  // for := 'for' '(' words 'in' expression ')' body
  protected readonly forStatement = this.RULE('forStatement', (): For => {
    const start = this.CONSUME(keywords.for)
    const variables: string[] = []
    this.CONSUME(LeftParenthesis)
    const iterable = this.within(inBrackets, () => {
      this.AT_LEAST_ONE_SEP({
        SEP: Comma,
        DEF: () => {
          variables.push(nameOf(this.CONSUME(Word)))
        },
      })
      this.CONSUME(keywords.in)
      this.ACTION(() => {
        for (const name of variables) this.declareVariable(name)
      })
      return this.SUBRULE(this.expression)
    })
    this.CONSUME(RightParenthesis)
    const body = this.SUBRULE(this.body)
    return this.ACTION(() => ({ kind: 'for', span: this.spanFrom(start), variables, iterable, body }))
  })

  protected readonly whileStatement = this.RULE('whileStatement', (): Statement => {
    const start = this.CONSUME(keywords.while)
    const condition = this.SUBRULE(this.condition)
    const body = this.SUBRULE(this.body)
    return this.ACTION(() => ({ kind: 'while', span: this.spanFrom(start), condition, body }))
  })

  protected readonly doStatement = this.RULE('doStatement', (): Statement => {
    const start = this.CONSUME(keywords.do)
    const body = this.SUBRULE(this.block)
    this.CONSUME(keywords.while)
    const condition = this.SUBRULE(this.condition)
    return this.ACTION(() => ({ kind: 'doWhile', span: this.spanFrom(start), condition, body }))
  })

  // try := 'try' body 'catch' ['(' word ')'] body
  protected readonly tryStatement = this.RULE('tryStatement', (): TryCatch => {
    const start = this.CONSUME(keywords.try)
    const body = this.SUBRULE(this.guardedBody)
    this.CONSUME(keywords.catch)
    const variable = this.OPTION(() => {
      this.CONSUME(LeftParenthesis)
      const word = this.CONSUME(Word)
      this.CONSUME(RightParenthesis)
      this.ACTION(() => this.declareVariable(word.image))
      return word.image
    })
    const handler = this.SUBRULE2(this.guardedBody)
    return this.ACTION(() => ({
      kind: 'try',
      span: this.spanFrom(start),
      body,
      variable: variable ?? null,
      handler,
    }))
  })

  // A single statement is a block of one.
  protected readonly guardedBody = this.RULE('guardedBody', (): Block => {
    const statement = this.SUBRULE(this.body)
    return this.ACTION(() =>
      statement.kind === 'block'
        ? statement
        : { kind: 'block', span: statement.span, statements: [statement] },
    )
  })

  protected readonly returnStatement = this.RULE('returnStatement', (): Statement => {
    const start = this.CONSUME(keywords.return)
    const value = this.OPTION({
      GATE: () => !this.standsAlone(1) && this.type(1) !== keywords.else,
      DEF: () => this.SUBRULE(this.values),
    })
    return this.ACTION(() => ({ kind: 'return', span: this.spanFrom(start), value: value ?? null }))
  })

  protected readonly throwStatement = this.RULE('throwStatement', (): Statement => {
    const start = this.CONSUME(keywords.throw)
    const value = this.SUBRULE(this.expression)
    return this.ACTION(() => ({ kind: 'throw', span: this.spanFrom(start), value }))
  })

  protected readonly jump = this.RULE('jump', (): Statement => {
    const token = this.OR([
      { ALT: () => this.CONSUME(keywords.break) },
      { ALT: () => this.CONSUME(keywords.continue) },
    ])
    return this.ACTION(() => ({
      kind: token.tokenType === keywords.break ? 'break' : 'continue',
      span: this.spanFrom(token),
    }))
  })

  protected readonly go = this.RULE('go', (): Statement => {
    const token = this.CONSUME(keywords.go)
    return this.ACTION(() => ({ kind: 'go', span: this.spanFrom(token) }))
  })

  protected readonly transactionEnd = this.RULE('transactionEnd', (): Statement => {
    const token = this.OR([
      { ALT: () => this.CONSUME(keywords.commit) },
      { ALT: () => this.CONSUME(keywords.rollback) },
    ])
    const action = token.image as 'commit' | 'rollback'
    return this.ACTION(() => ({ kind: 'transactionEnd', span: this.spanFrom(token), action }))
  })

  // assert := 'assert' [label ','] expression        a bare word as label is its text
  protected readonly assertStatement = this.RULE('assertStatement', (): Statement => {
    const start = this.CONSUME(keywords.assert)
    const first = this.SUBRULE(this.expression)
    const second = this.OPTION(() => {
      this.CONSUME(Comma)
      return this.SUBRULE2(this.expression)
    })
    return this.ACTION((): Statement => {
      const span = this.spanFrom(start)
      if (second === undefined) return { kind: 'assert', span, label: null, condition: first }
      const label: Expression =
        first.kind === 'name'
          ? { kind: 'literal', span: first.span, literal: 'string', text: first.name }
          : first
      return { kind: 'assert', span, label, condition: second }
    })
  })

  protected isTimer(): boolean {
    return this.text(2) === '('
      ? this.partner(2) > 0 && !this.standsAlone(this.partner(2) + 1)
      : !this.standsAlone(2) && this.text(2) !== '='
  }

  // timer := 'timer' ['(' expression ')'] statement
  protected readonly timer = this.RULE('timer', (): Statement => {
    const start = this.CONSUME(keywords.timer)
    const repeat = this.OPTION({
      GATE: () => this.text(1) === '(' && this.startsBody(this.partner(1) + 1),
      DEF: () => this.SUBRULE(this.condition),
    })
    const body = this.SUBRULE(this.statement)
    return this.ACTION(() => ({ kind: 'timer', span: this.spanFrom(start), repeat: repeat ?? null, body }))
  })

  protected startsBody(ahead: number): boolean {
    const text = this.text(ahead)
    return text === '{' || text === '(' || text === '[' || this.isWord(ahead) || this.startsOperand(ahead)
  }

  protected readonly transaction = this.RULE('transaction', (): Statement => {
    const start = this.CONSUME(keywords.transaction)
    const body = this.SUBRULE(this.block)
    return this.ACTION(() => ({ kind: 'transaction', span: this.spanFrom(start), body }))
  })
}
