import { unexpected } from '../messages.ts'
import { Comma, keywords, LeftParenthesis, RightParenthesis, Word } from '../tokens/tokens.ts'
import type { Expression, WindowBound, WindowFunction } from '../tree/ast.ts'
import { ClauseRules } from './clauses.ts'
import { inBrackets } from './core.ts'

/** `over (…)`: the window of a function. */
export class WindowRules extends ClauseRules {
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

  protected readonly partitionBy = this.RULE('partitionBy', (): Expression[] => {
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
  protected readonly frame = this.RULE('frame', (): NonNullable<WindowFunction['frame']> => {
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
  protected readonly windowBound = this.RULE(
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
