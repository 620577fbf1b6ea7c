import { decodeString } from '../tokens/literals.ts'
import {
  At,
  Comma,
  keywords,
  LeftParenthesis,
  RightParenthesis,
  StringLiteral,
  SymbolLiteral,
  Word,
} from '../tokens/tokens.ts'
import type { Expression, FromSource, JoinKind } from '../tree/ast.ts'
import { ExpressionRules } from './expressions.ts'
import { spanOver } from './links.ts'
import { nameOf } from './terminals.ts'

/** Tables of a query, and how they are joined. */
export class SourceRules extends ExpressionRules {
  /** `(a, b)`, the names written as words, strings or symbols. */
  protected readonly columnNames = this.RULE('columnNames', (): string[] => {
    const names: string[] = []
    this.CONSUME(LeftParenthesis)
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        names.push(this.SUBRULE(this.columnName))
      },
    })
    this.CONSUME(RightParenthesis)
    return names
  })

  protected readonly columnName = this.RULE('columnName', (): string =>
    this.choose(
      [
        { ALT: () => nameOf(this.CONSUME(Word)) },
        { ALT: () => decodeString(this.CONSUME(StringLiteral).image) },
        { ALT: () => this.CONSUME(SymbolLiteral).image.slice(1) },
      ],
      'a name',
    ),
  )

  // from := 'from' source {',' source}
  protected readonly from = this.RULE('from', (): FromSource[] => {
    this.CONSUME(keywords.from)
    const sources = [this.SUBRULE(this.joinedSource)]
    this.MANY({
      GATE: () => !this.setting.commaEnds,
      DEF: () => {
        this.CONSUME(Comma)
        sources.push(this.SUBRULE2(this.joinedSource))
      },
    })
    return sources
  })

  // joined source := source {join source ['on' expression]}
  protected readonly joinedSource = this.RULE('joinedSource', (): FromSource => {
    let left: FromSource = this.SUBRULE(this.source)
    this.MANY({
      GATE: () => this.joinWords() > 0,
      DEF: () => {
        const join = this.SUBRULE(this.joinKind)
        const right = this.SUBRULE2(this.source)
        const on = this.OPTION(() => {
          this.CONSUME(keywords.on)
          return this.SUBRULE(this.expression)
        })
        left = this.ACTION(() => ({
          kind: 'joinSource',
          span: this.spanFrom(left.span),
          join,
          left,
          right,
          on: on ?? null,
        }))
      },
    })
    return left
  })

  /** How many words here make up a join; 0 if they don't. */
  protected joinWords(): number {
    let count = 0
    while (
      count < 3 &&
      /^(inner|left|right|full|cross|asof|outer|semi|window|prevailing|prefix|equi)$/i.test(
        this.text(count + 1),
      )
    )
      count++
    return /^(join|semijoin)$/i.test(this.text(count + 1)) && this.isWord(count + 1) ? count + 1 : 0
  }

  protected readonly joinKind = this.RULE('joinKind', (): JoinKind => {
    const words: string[] = []
    let left = this.joinWords()
    this.AT_LEAST_ONE({
      GATE: () => left-- > 0,
      DEF: () => {
        words.push(this.CONSUME(Word).image.toLowerCase())
      },
    })
    return this.ACTION(() => {
      const text = words
        .join(' ')
        .replace('semijoin', 'semi join')
        .replace(/ ?(outer )?join$/, '')
        .trim()
      const kind = joinKinds.get(text)
      return kind ?? this.fail(`There is no ${words.join(' ')}`, this.LA(0))
    })
  })

  // source := operand ['@' cluster] ['as' word | word]
  protected readonly source = this.RULE('source', (): FromSource => {
    const table = this.SUBRULE(this.tableOperand)
    const cluster = this.OPTION(() => {
      this.CONSUME(At)
      return this.SUBRULE(this.name)
    })
    const alias = this.OPTION2({
      GATE: () => this.isKeyword(1, 'as') || this.isAlias(),
      DEF: () => {
        this.OPTION3(() => this.CONSUME(keywords.as))
        return this.SUBRULE(this.columnName)
      },
    })
    const value: Expression = this.ACTION(() =>
      cluster === undefined
        ? table
        : { kind: 'eachAt', span: spanOver(table, cluster), object: table, index: cluster },
    )
    return this.ACTION(() => ({
      kind: 'tableSource',
      span: this.spanFrom(value.span),
      value,
      alias: alias ?? null,
    }))
  })

  protected isAlias(): boolean {
    return (
      this.isName(1) &&
      !this.around(1).lineBefore &&
      !this.endsOperand(1) &&
      this.joinWords() === 0 &&
      !this.isText(1, 'percent')
    )
  }

  // A table is an operand; words behind it are its alias or a clause, never arguments.
  protected readonly tableOperand = this.RULE(
    'tableOperand',
    (): Expression => this.within({ bare: true }, () => this.SUBRULE(this.operand)),
  )
}

const joinKinds = new Map<string, JoinKind>([
  ['', 'inner'],
  ['inner', 'inner'],
  ['equi', 'equi'],
  ['left', 'left'],
  ['right', 'right'],
  ['full', 'full'],
  ['cross', 'cross'],
  ['left semi', 'left semi'],
  ['semi', 'left semi'],
  ['asof', 'asof'],
  ['window', 'window'],
  ['prevailing window', 'prevailing window'],
  ['prefix', 'prefix'],
])
