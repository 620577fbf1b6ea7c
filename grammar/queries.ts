import type { IToken } from 'chevrotain'
import type {
  CommonTable,
  Expression,
  FromSource,
  Grouping,
  JoinKind,
  OrderItem,
  Query,
  Select,
  SelectItem,
  WindowBound,
  WindowFunction,
} from './ast.ts'
import { inBrackets } from './core.ts'
import { ExpressionRules } from './expressions.ts'
import { spanOver } from './links.ts'
import { decodeString } from './literals.ts'
import { unexpected } from './messages.ts'
import { nameOf } from './operands.ts'
import {
  At,
  Colon,
  Comma,
  keywords,
  LeftBracket,
  LeftParenthesis,
  NumberLiteral,
  RightBracket,
  RightParenthesis,
  Star,
  StringLiteral,
  SymbolLiteral,
  Word,
} from './tokens.ts'

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

/** `select` and `exec` with all their clauses. */
export class QueryRules extends ExpressionRules {
  // query := ['with' tables] select {'union' ['all'] select}
  protected override readonly query = this.RULE(
    'query',
    (): Query =>
      this.within({ floor: 0, colonEnds: false, bare: false, sql: true, equality: true }, () => {
        const start = this.LA(1)
        const tables = this.OPTION(() => this.SUBRULE(this.commonTables)) ?? []
        let query: Query = this.SUBRULE(this.select)
        this.MANY({
          GATE: () => this.isUnion(),
          DEF: () => {
            this.CONSUME(keywords.union)
            const all = this.OPTION2(() => this.CONSUME(keywords.all)) !== undefined
            const right = this.SUBRULE(this.unionPart)
            query = this.ACTION(() => ({
              kind: 'union',
              span: spanOver(query, right),
              all,
              left: query,
              right,
              with: [],
            }))
          },
        })
        return this.ACTION(() =>
          tables.length === 0 ? query : { ...query, span: this.spanFrom(start), with: tables },
        )
      }),
  )

  protected override readonly unionPart = this.RULE(
    'unionPart',
    (): Query =>
      this.choose<Query>(
        [{ ALT: () => this.SUBRULE(this.select) }, { ALT: () => this.SUBRULE(this.queryInParentheses) }],
        'a query',
      ),
  )

  protected readonly queryInParentheses = this.RULE('queryInParentheses', (): Query => {
    this.CONSUME(LeftParenthesis)
    const query = this.within({ ...inBrackets, commaEnds: false }, () => this.SUBRULE(this.query))
    this.CONSUME(RightParenthesis)
    return query
  })

  // with := 'with' word ['(' words ')'] 'as' '(' query ')' {',' …}
  private readonly commonTables = this.RULE('commonTables', (): CommonTable[] => {
    const tables: CommonTable[] = []
    this.CONSUME(keywords.with)
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        const word = this.CONSUME(Word)
        const columns = this.OPTION(() => this.SUBRULE(this.columnNames)) ?? []
        this.CONSUME(keywords.as)
        const query = this.SUBRULE(this.queryInParentheses)
        tables.push({ name: nameOf(word), columns, query })
      },
    })
    return tables
  })

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

  // select := ('select' | 'exec') [hints] ['distinct'] [top] items {clause}
  private readonly select = this.RULE('select', (): Select => {
    const verb = this.OR([
      { ALT: () => this.CONSUME(keywords.select) },
      { ALT: () => this.CONSUME(keywords.exec) },
    ])
    return this.within({ sql: true, equality: true }, () => {
      const hints = this.OPTION({ GATE: () => this.isHint(), DEF: () => this.SUBRULE(this.hints) }) ?? []
      const distinct = this.OPTION2({
        GATE: () => this.text(2) !== '(' && this.text(2) !== ',' && this.text(2) !== '.',
        DEF: () => this.CONSUME(keywords.distinct),
      })
      const top = this.OPTION3({ GATE: () => this.isTop(), DEF: () => this.SUBRULE(this.top) }) ?? null
      const items = this.SUBRULE(this.selectItems)
      const clauses = this.SUBRULE(this.clauses)
      return this.ACTION(() => ({
        kind: 'select',
        span: this.spanFrom(verb),
        verb: verb.tokenType === keywords.exec ? 'exec' : 'select',
        hints,
        distinct: distinct !== undefined,
        top,
        items,
        ...noClauses,
        ...clauses,
        with: [],
      }))
    })
  })

  // `[HINT_EXPLAIN]` and `[128]` before the first column are hints, any other vector is that column.
  private isHint(): boolean {
    if (this.type(1) !== LeftBracket || this.partner(1) === 0) return false
    if (/^HINT_/i.test(this.text(2))) return true
    const behind = this.partner(1) + 1
    return this.type(2) === NumberLiteral && (this.startsOperand(behind) || this.type(behind) === Star)
  }

  private readonly hints = this.RULE('hints', (): string[] => {
    const hints: string[] = []
    this.CONSUME(LeftBracket)
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        const token = this.OR([{ ALT: () => this.CONSUME(Word) }, { ALT: () => this.CONSUME(NumberLiteral) }])
        hints.push(token.image)
      },
    })
    this.CONSUME(RightBracket)
    return hints
  })

  private isTop(): boolean {
    const next = this.text(2)
    return (
      next !== ',' &&
      next !== '.' &&
      !this.isKeyword(2, 'from') &&
      !this.isKeyword(2, 'as') &&
      this.type(2) !== Comma
    )
  }

  // top := 'top' integer [':' integer] ['percent']
  private readonly top = this.RULE('top', (): NonNullable<Select['top']> => {
    this.CONSUME(keywords.top)
    this.ACTION(() => {
      if (this.type(1) !== NumberLiteral) this.fail('integer constant expected after keyword top')
    })
    const first = this.CONSUME(NumberLiteral)
    const second = this.OPTION(() => {
      this.CONSUME(Colon)
      return this.CONSUME2(NumberLiteral)
    })
    const percent = this.OPTION2({
      GATE: () => this.isText(1, 'percent') && (this.startsOperand(2) || this.type(2) === Star),
      DEF: () => this.CONSUME(Word),
    })
    return this.ACTION(() => {
      const [start, end] = [first, second ?? first].map(token => this.integerOf(token)) as [number, number]
      return second === undefined
        ? { start: 0, end, percent: percent !== undefined }
        : { start, end, percent: percent !== undefined }
    })
  })

  private integerOf(token: IToken): number {
    if (!/^\d+$/.test(token.image)) this.fail('integer constant expected after keyword top', token)
    return Number(token.image)
  }

  // select item := '*' | expression ['as' aliases | word]
  private readonly selectItems = this.RULE('selectItems', (): SelectItem[] => {
    const items: SelectItem[] = []
    this.within({ commaEnds: false }, () =>
      this.AT_LEAST_ONE_SEP({
        SEP: Comma,
        DEF: () => {
          items.push(this.SUBRULE(this.selectItem))
        },
      }),
    )
    return items
  })

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
  private isOperandAfterStar(): boolean {
    return this.text(2) === '{' || this.text(2).startsWith(':')
  }

  private readonly groupItems = this.RULE('groupItems', (): SelectItem[] => {
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

  private startsClause(): boolean {
    const type = this.type(1)
    if (type === keywords.map) return this.endsOperand(1)
    return true
  }

  // from := 'from' source {',' source}
  private readonly from = this.RULE('from', (): FromSource[] => {
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
  private joinWords(): number {
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

  private readonly joinKind = this.RULE('joinKind', (): JoinKind => {
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
  private readonly source = this.RULE('source', (): FromSource => {
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

  private isAlias(): boolean {
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
  private readonly grouping = this.RULE('grouping', (): { grouping: Grouping; groupBy: SelectItem[] } => {
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

  private readonly cumulativeGroupBy = this.RULE('cumulativeGroupBy', (): SelectItem[] => {
    this.CONSUME(keywords.cgroup)
    this.CONSUME(keywords.by)
    return this.SUBRULE(this.groupItems)
  })

  protected readonly having = this.RULE('having', (): Expression => {
    this.CONSUME(keywords.having)
    return this.SUBRULE(this.expression)
  })

  private readonly orderBy = this.RULE('orderBy', (): OrderItem[] => {
    this.CONSUME(keywords.order)
    this.CONSUME(keywords.by)
    return this.SUBRULE(this.orderItems)
  })

  // order item := expression ['asc' | 'desc'] ['nulls' ('first' | 'last')]
  private readonly orderItems = this.RULE('orderItems', (): OrderItem[] => {
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

  private readonly orderItem = this.RULE('orderItem', (): OrderItem => {
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

  private isOffset(): boolean {
    return this.isText(1, 'offset') && this.text(2) !== '='
  }

  // limit := 'limit' expression [(',' | 'offset') expression]
  private readonly limit = this.RULE('limit', (): NonNullable<Select['limit']> => {
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

  // window := '(' ['partition' 'by' expressions] ['order' 'by' items] [frame] ')'
  protected override readonly window = this.RULE(
    'window',
    (): Pick<WindowFunction, 'partitionBy' | 'orderBy' | 'frame'> => {
      this.CONSUME(LeftParenthesis)
      return this.within({ ...inBrackets, sql: true, equality: true, commaEnds: false }, () => {
        const partitionBy = this.OPTION({
          GATE: () => this.isText(1, 'partition'),
          DEF: () => this.SUBRULE(this.partitionBy),
        })
        const orderBy = this.OPTION2(() => this.SUBRULE(this.orderBy))
        const frame = this.OPTION3(() => this.SUBRULE(this.frame))
        this.CONSUME(RightParenthesis)
        return { partitionBy: partitionBy ?? [], orderBy: orderBy ?? [], frame: frame ?? null }
      })
    },
  )

  private readonly partitionBy = this.RULE('partitionBy', (): Expression[] => {
    const items: Expression[] = []
    this.CONSUME(Word)
    this.CONSUME(keywords.by)
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        items.push(this.SUBRULE(this.expression))
      },
    })
    return items
  })

  // frame := ('rows' | 'range') (bound | 'between' bound 'and' bound)
  private readonly frame = this.RULE('frame', (): NonNullable<WindowFunction['frame']> => {
    const word = this.CONSUME(Word)
    this.ACTION(() => {
      if (!/^(rows|range)$/i.test(word.image)) this.fail(unexpected(word, 'rows or range'), word)
    })
    const unit = word.image.toLowerCase() as 'rows' | 'range'
    return this.OR([
      {
        ALT: () => {
          this.CONSUME(keywords.between)
          const start = this.SUBRULE(this.windowBound)
          this.CONSUME(keywords.and)
          return { unit, start, end: this.SUBRULE2(this.windowBound) }
        },
      },
      {
        ALT: () => {
          const start = this.SUBRULE3(this.windowBound)
          return { unit, start, end: { bound: 'current row' as const, offset: null } }
        },
        IGNORE_AMBIGUITIES: true,
      },
    ])
  })

  // bound := 'unbounded' ('preceding' | 'following') | 'current' 'row' | expression ('preceding' | 'following')
  private readonly windowBound = this.RULE(
    'windowBound',
    (): WindowBound =>
      this.choose<WindowBound>([
        {
          GATE: () => this.isText(1, 'unbounded') || this.isText(1, 'current'),
          ALT: () => {
            const words = [this.CONSUME(Word), this.CONSUME2(Word)]
            return this.ACTION(() => {
              const bound = words.map(word => word.image.toLowerCase()).join(' ')
              if (
                bound !== 'unbounded preceding' &&
                bound !== 'unbounded following' &&
                bound !== 'current row'
              ) {
                this.fail(unexpected(words[1]!, 'preceding, following or row'), words[1])
              }
              return { bound, offset: null }
            })
          },
        },
        {
          ALT: () => {
            const offset = this.SUBRULE(this.tableOperand)
            const word = this.CONSUME3(Word)
            return this.ACTION(() => {
              const bound = word.image.toLowerCase()
              if (bound !== 'preceding' && bound !== 'following')
                this.fail(unexpected(word, 'preceding or following'), word)
              return { bound, offset }
            })
          },
          IGNORE_AMBIGUITIES: true,
        },
      ]),
  )
}

const noClauses: Required<Clauses> = {
  from: [],
  where: [],
  grouping: null,
  groupBy: [],
  contextSort: [],
  cumulativeGroupBy: [],
  having: null,
  orderBy: [],
  limit: null,
  map: false,
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
