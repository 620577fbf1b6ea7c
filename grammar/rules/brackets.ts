import {
  Colon,
  Comma,
  Equal,
  Greater,
  keywords,
  LeftBrace,
  LeftBracket,
  LeftParenthesis,
  Less,
  RightBrace,
  RightBracket,
  RightParenthesis,
  Word,
} from '../tokens/tokens.ts'
import type { Argument, Expression, Metacode, Statement } from '../tree/ast.ts'
import { inBrackets, type Rule } from './core.ts'
import { nameOf, TerminalRules } from './terminals.ts'

/** What stands in brackets: tuples, vectors, dictionaries, arguments, metacode. */
export class BracketRules extends TerminalRules {
  declare protected readonly expression: Rule<Expression>

  declare protected readonly namedExpression: Rule<Expression>

  declare protected readonly operand: Rule<Expression>

  declare protected readonly embeddedStatement: Rule<Statement>

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
  protected namesArgument(): boolean {
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

  protected opensItem(): boolean {
    const before = this.text(0)
    return before === '(' || before === '[' || before === ','
  }

  // pair without its first half: ':4', ':'
  protected readonly openPair = this.RULE('openPair', (): Expression => {
    const colon = this.CONSUME(Colon)
    const end = this.OPTION({ GATE: () => !this.closesItem(), DEF: () => this.SUBRULE(this.operand) }) ?? null
    return this.ACTION(() => ({ kind: 'pair', span: this.spanFrom(colon), start: null, end }))
  })
}
