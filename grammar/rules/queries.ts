import type { IToken } from 'chevrotain'
import {
  Colon,
  Comma,
  keywords,
  LeftBracket,
  LeftParenthesis,
  NumberLiteral,
  RightBracket,
  RightParenthesis,
  Star,
  Word,
} from '../tokens/tokens.ts'
import type { CommonTable, Query, Select, SelectItem } from '../tree/ast.ts'
import type { Clauses } from './clauses.ts'
import { inBrackets } from './core.ts'
import { spanOver } from './links.ts'
import { nameOf } from './terminals.ts'
import { WindowRules } from './windows.ts'

/** `select` and `exec`, alone, united and with common tables. */
export class QueryRules extends WindowRules {
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
  protected readonly commonTables = this.RULE('commonTables', (): CommonTable[] => {
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

  // select := ('select' | 'exec') [hints] ['distinct'] [top] items {clause}
  protected readonly select = this.RULE('select', (): Select => {
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
  protected isHint(): boolean {
    if (this.type(1) !== LeftBracket || this.partner(1) === 0) return false
    if (/^HINT_/i.test(this.text(2))) return true
    const behind = this.partner(1) + 1
    return this.type(2) === NumberLiteral && (this.startsOperand(behind) || this.type(behind) === Star)
  }

  protected readonly hints = this.RULE('hints', (): string[] => {
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

  protected isTop(): boolean {
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
  protected readonly top = this.RULE('top', (): NonNullable<Select['top']> => {
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

  protected integerOf(token: IToken): number {
    if (!/^\d+$/.test(token.image)) this.fail('integer constant expected after keyword top', token)
    return Number(token.image)
  }

  // select item := '*' | expression ['as' aliases | word]
  protected readonly selectItems = this.RULE('selectItems', (): SelectItem[] => {
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
