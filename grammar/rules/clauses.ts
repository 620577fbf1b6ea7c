import { unexpected } from '../messages.ts'
import { Comma, keywords, Star, Word } from '../tokens/tokens.ts'
import type { Expression, Grouping, OrderItem, Select, SelectItem } from '../tree/ast.ts'
import { SourceRules } from './sources.ts'
import { nameOf } from './terminals.ts'

/** A clause behind `from`, as the fields of Select it fills. */
export type Clauses = Partial<
  Pick<
    Select,
    | 'from'
    | 'where'
    | 'grouping'
    | 'groupBy'
    | 'contextSort'
    | 'cumulativeGroupBy'
    | 'having'
    | 'orderBy'
    | 'limit'
    | 'map'
  >
>

const groupings: readonly (readonly [keyof typeof keywords, Grouping])[] = [
  ['group', 'group'],
  ['context', 'context'],
  ['pivot', 'pivot'],
  ['segment', 'segment'],
]

const groupingByWord = new Map(groupings.map(([word, grouping]) => [keywords[word], grouping]))

/** The clauses of a query behind its columns. */
export class ClauseRules extends SourceRules {
  protected readonly selectItem = this.RULE('selectItem', (): SelectItem => {
    const value = this.choose<Expression>([
      { GATE: () => this.type(1) === Star && !this.isOperandAfterStar(), ALT: () => this.SUBRULE(this.star) },
      { ALT: () => this.SUBRULE(this.namedExpression), IGNORE_AMBIGUITIES: true },
    ])
    const alias = this.OPTION({
      GATE: () => value.kind !== 'star' && value.kind !== 'named' && this.isAlias(),
      DEF: () => this.CONSUME(Word),
    })
    return this.ACTION(() => {
      if (alias !== undefined) return { value, aliases: [nameOf(alias)], span: this.spanFrom(value.span) }
      return value.kind === 'named'
        ? { value: value.value, aliases: value.aliases, span: value.span }
        : { value, aliases: [], span: value.span }
    })
  })

  // `*:E` and `*{…}` are operators after all.
  protected isOperandAfterStar(): boolean {
    return this.text(2) === '{' || this.text(2).startsWith(':')
  }

  protected readonly groupItems = this.RULE('groupItems', (): SelectItem[] => {
    const items: SelectItem[] = []
    items.push(this.SUBRULE(this.selectItem))
    this.MANY({
      GATE: () => !this.setting.commaEnds,
      DEF: () => {
        this.CONSUME(Comma)
        items.push(this.SUBRULE2(this.selectItem))
      },
    })
    return items
  })

  // clause := from | where | grouping | csort | cgroup | having | order | limit | map, in any order
  protected readonly clauses = this.RULE('clauses', (): Clauses => {
    const clauses: { -readonly [Key in keyof Clauses]: Clauses[Key] } = {}
    this.MANY({
      GATE: () => this.startsClause(),
      DEF: () =>
        this.OR([
          { ALT: () => (clauses.from = this.SUBRULE(this.from)) },
          { ALT: () => (clauses.where = this.SUBRULE(this.where)) },
          {
            ALT: () => {
              const { grouping, groupBy } = this.SUBRULE(this.grouping)
              clauses.grouping = grouping
              clauses.groupBy = groupBy
            },
          },
          { ALT: () => (clauses.contextSort = this.SUBRULE(this.contextSort)) },
          { ALT: () => (clauses.cumulativeGroupBy = this.SUBRULE(this.cumulativeGroupBy)) },
          { ALT: () => (clauses.having = this.SUBRULE(this.having)) },
          { ALT: () => (clauses.orderBy = this.SUBRULE(this.orderBy)) },
          { ALT: () => (clauses.limit = this.SUBRULE(this.limit)) },
          {
            ALT: () => {
              this.CONSUME(keywords.map)
              clauses.map = true
            },
          },
        ]),
    })
    return clauses
  })

  protected startsClause(): boolean {
    const type = this.type(1)
    if (type === keywords.map) return this.endsOperand(1)
    // `order = f(x)` in the next line: a statement of its own.
    return this.text(2) !== '=' || this.sameLine()
  }

  // where := 'where' expression {',' expression}
  protected readonly where = this.RULE('where', (): Expression[] => {
    this.CONSUME(keywords.where)
    const conditions = [this.SUBRULE(this.expression)]
    this.MANY({
      GATE: () => !this.setting.commaEnds,
      DEF: () => {
        this.CONSUME(Comma)
        conditions.push(this.SUBRULE2(this.expression))
      },
    })
    return conditions
  })

  // grouping := ('group' | 'context' | 'pivot' | 'segment') 'by' items
  protected readonly grouping = this.RULE('grouping', (): { grouping: Grouping; groupBy: SelectItem[] } => {
    const word = this.OR(groupings.map(([name]) => ({ ALT: () => this.CONSUME(keywords[name]) })))
    this.CONSUME(keywords.by)
    const groupBy = this.SUBRULE(this.groupItems)
    return { grouping: groupingByWord.get(word.tokenType)!, groupBy }
  })

  protected readonly contextSort = this.RULE('contextSort', (): OrderItem[] => {
    this.CONSUME(keywords.csort)
    this.OPTION(() => this.CONSUME(keywords.by))
    return this.SUBRULE(this.orderItems)
  })

  protected readonly cumulativeGroupBy = this.RULE('cumulativeGroupBy', (): SelectItem[] => {
    this.CONSUME(keywords.cgroup)
    this.CONSUME(keywords.by)
    return this.SUBRULE(this.groupItems)
  })

  protected readonly having = this.RULE('having', (): Expression => {
    this.CONSUME(keywords.having)
    return this.SUBRULE(this.expression)
  })

  protected readonly orderBy = this.RULE('orderBy', (): OrderItem[] => {
    this.CONSUME(keywords.order)
    this.CONSUME(keywords.by)
    return this.SUBRULE(this.orderItems)
  })

  // order item := expression ['asc' | 'desc'] ['nulls' ('first' | 'last')]
  protected readonly orderItems = this.RULE('orderItems', (): OrderItem[] => {
    const items = [this.SUBRULE(this.orderItem)]
    this.MANY({
      GATE: () => !this.setting.commaEnds,
      DEF: () => {
        this.CONSUME(Comma)
        items.push(this.SUBRULE2(this.orderItem))
      },
    })
    return items
  })

  protected readonly orderItem = this.RULE('orderItem', (): OrderItem => {
    const value = this.SUBRULE(this.expression)
    const direction = this.OPTION(() =>
      this.OR([{ ALT: () => this.CONSUME(keywords.asc) }, { ALT: () => this.CONSUME(keywords.desc) }]),
    )
    const nulls = this.OPTION2(() => {
      this.CONSUME(keywords.nulls)
      return this.CONSUME(Word)
    })
    return this.ACTION(() => {
      const place = nulls?.image.toLowerCase() ?? null
      if (place !== null && place !== 'first' && place !== 'last')
        this.fail(unexpected(nulls!, 'first or last'), nulls)
      return { value, descending: direction?.tokenType === keywords.desc, nulls: place }
    })
  })

  protected isOffset(): boolean {
    return this.isText(1, 'offset') && this.text(2) !== '='
  }

  // limit := 'limit' expression [(',' | 'offset') expression]
  protected readonly limit = this.RULE('limit', (): NonNullable<Select['limit']> => {
    this.CONSUME(keywords.limit)
    const first = this.SUBRULE(this.expression)
    const second = this.OPTION({
      GATE: () => (this.type(1) === Comma ? !this.setting.commaEnds : this.isOffset()),
      DEF: () =>
        this.choose([
          {
            ALT: () => {
              this.CONSUME(Comma)
              return { count: this.SUBRULE2(this.expression), offset: first }
            },
          },
          {
            ALT: () => {
              this.CONSUME(Word)
              return { count: first, offset: this.SUBRULE3(this.expression) }
            },
          },
        ]),
    })
    return second ?? { offset: null, count: first }
  })
}
