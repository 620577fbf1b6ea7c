import type { IToken } from 'chevrotain'
import { unexpected } from '../messages.ts'
import { COMPARISON, foldLinks, infixPrecedence, operators } from '../operators.ts'
import { decodeString } from '../tokens/literals.ts'
import {
  BinaryOperator,
  Colon,
  Columns,
  Equal,
  Greater,
  keywords,
  LeftBrace,
  Question,
  reservedWords,
  StringLiteral,
  SymbolLiteral,
  Template,
  Word,
} from '../tokens/tokens.ts'
import type { Expression, MacroName, Query } from '../tree/ast.ts'
import type { Rule } from './core.ts'
import {
  chainOf,
  endsOpen,
  infixLink,
  isPairLike,
  letterName,
  type OperationLink,
  openPairLink,
  predicateLink,
  queryIn,
  spanOver,
  symbolLink,
  templateLink,
  unionLink as unionOf,
  wordName,
} from './links.ts'
import { PostfixRules } from './postfix.ts'
import { nameOf } from './terminals.ts'

/** What joins the next operand to what was read. */
type LinkKind = 'isNull' | 'negated' | 'between' | 'infix' | 'union' | 'letterPair' | 'symbol'

// At the beginning of a line these begin a statement of their own.
const statementStarts = new Set(['-', '<', '&', '@', ':', '<-'])

/** Operators, functions between their arguments, `? :`, names given with `as`. */
export class ExpressionRules extends PostfixRules {
  declare protected readonly unionPart: Rule<Query>

  // operation := operand {link}        read flat, folded by operators.ts
  protected override readonly operation = this.RULE('operation', (): Expression => {
    let last = this.SUBRULE(this.operand)
    const first = last
    const links: OperationLink[] = []
    let kind: LinkKind | null = null
    this.MANY({
      GATE: () => (kind = this.nextLink(last, kind)) !== null,
      DEF: () => {
        const link = this.choose<OperationLink>([
          { GATE: () => kind === 'isNull', ALT: () => this.SUBRULE(this.nullTest) },
          { GATE: () => kind === 'negated', ALT: () => this.SUBRULE(this.negatedTest) },
          { GATE: () => kind === 'between', ALT: () => this.SUBRULE(this.between) },
          {
            GATE: () => kind === 'infix',
            ALT: () => this.SUBRULE(this.infixFunction),
            IGNORE_AMBIGUITIES: true,
          },
          { GATE: () => kind === 'union', ALT: () => this.SUBRULE(this.unionLink) },
          { GATE: () => kind === 'letterPair', ALT: () => this.SUBRULE(this.letterPair) },
          { GATE: () => kind === 'symbol', ALT: () => this.SUBRULE(this.symbolLink) },
        ])
        this.ACTION(() => {
          links.push(link)
          if (link.right !== null) last = link.right
        })
      },
    })
    return this.ACTION(() => (links.length === 0 ? first : foldLinks(first, links, chainOf)))
  })

  // Behind `x is null` only what binds no tighter can follow, behind a union only another.
  private nextLink(last: Expression, previous: LinkKind | null): LinkKind | null {
    const kind = this.linkKind(last)
    if (previous === 'union' && kind !== 'union') return null
    // Behind `x > (query)` it joins what is around the comparison.
    if (kind === 'union' && previous !== null && previous !== 'union') return null
    if (previous === 'isNull' && kind === 'symbol' && this.type(1) !== Equal) {
      return operators[this.text(1)]!.precedence > COMPARISON ? null : kind
    }
    return previous === 'isNull' && kind === 'infix' && infixPrecedence(this.text(1)) > COMPARISON
      ? null
      : kind
  }

  private linkKind(last: Expression): LinkKind | null {
    // What such an operand didn't take in itself can't follow it.
    if (endsOpen(last)) return null
    const { floor } = this.setting
    const type = this.type(1)
    if (this.isWord(1) || type === LeftBrace) {
      if (floor > COMPARISON && this.isComparisonWord()) return null
      if (type === keywords.is && this.sameLine() && this.isPredicate(1)) return 'isNull'
      if (type === keywords.not && this.isPredicate(1)) return 'negated'
      if (type === LeftBrace && !this.around(1).blankBefore && last.kind === 'name') return null
      if (type === keywords.union && queryIn(last) !== null && this.isUnion())
        return floor === 0 ? 'union' : null
      if (!this.isInfixFunction(last)) return null
      if (type === keywords.between || this.isText(1, 'notbetween')) return 'between'
      return infixPrecedence(this.text(1)) >= floor ? 'infix' : null
    }
    if (type === Template) return this.sameLine() && !this.setting.colonEnds ? 'letterPair' : null
    if (type === Equal) return this.setting.equality && floor <= COMPARISON ? 'symbol' : null
    const info = operators[this.text(1)]
    if (info === undefined || info.precedence < floor) return null
    if (type === Colon && this.setting.colonEnds) return null
    if (!this.sameLine() && statementStarts.has(this.text(1))) return null
    if (type === Greater && this.setting.metacode && this.closesMetacode()) return null
    return 'symbol'
  }

  /** `union` goes on with a query; otherwise it is the function of that name. */
  protected isUnion(): boolean {
    const at = this.isKeyword(2, 'all') ? 3 : 2
    return this.isKeyword(at, 'select') || this.isKeyword(at, 'exec') || this.text(at) === '('
  }

  private isComparisonWord(): boolean {
    const type = this.type(1)
    return type === keywords.is || type === keywords.not || infixPrecedence(this.text(1)) <= COMPARISON
  }

  // symbol link := operator [':E'] operand        an open pair, `x[3:]`, needs no operand
  private readonly symbolLink = this.RULE('symbolLink', (): OperationLink => {
    const sign = this.OR([{ ALT: () => this.CONSUME(BinaryOperator) }, { ALT: () => this.CONSUME(Equal) }])
    const template = this.OPTION({
      GATE: () => sign.tokenType !== Equal && sign.tokenType !== Colon,
      DEF: () => this.CONSUME(Template),
    })
    const open = sign.tokenType === Colon && this.closesItem()
    const right = open ? null : this.SUBRULE(this.operand)
    return this.ACTION(() => {
      if (right === null) return openPairLink()
      if (template !== undefined) return templateLink(sign, template, right)
      return symbolLink(sign.image === '=' ? '==' : sign.image, right, this.setting.equality)
    })
  })

  // infix function := function operand
  private readonly infixFunction = this.RULE('infixFunction', (): OperationLink => {
    const word = this.LA(1)
    const callee = this.SUBRULE(this.infixCallee)
    const right = this.SUBRULE(this.operand)
    return this.ACTION(() => {
      // `AND` is `and`, as any word of SQL.
      const joins =
        word.tokenType.CATEGORIES?.includes(Word) === true && word.image === word.image.toUpperCase()
      return infixLink(joins ? wordName(word) : callee, right)
    })
  })

  // infix callee := name [':E' | '{' … '}'] | braced function
  private readonly infixCallee = this.RULE('infixCallee', (): Expression => {
    let callee = this.choose<Expression>([
      { ALT: () => this.SUBRULE(this.bracedFunction) },
      { ALT: () => this.SUBRULE(this.name) },
    ])
    this.OPTION(() => {
      callee = this.SUBRULE(this.partial, { ARGS: [callee] })
    })
    this.OPTION2(() => {
      callee = this.SUBRULE(this.template, { ARGS: [callee] })
    })
    return callee
  })

  // '(' query ')' 'union' ['all'] query
  private readonly unionLink = this.RULE('unionLink', (): OperationLink => {
    this.CONSUME(keywords.union)
    const all = this.OPTION(() => this.CONSUME(keywords.all)) !== undefined
    const right = this.SUBRULE(this.unionPart)
    return this.ACTION(() => unionOf(all, right))
  })

  // `a:E` where the letter is a name after all
  private readonly letterPair = this.RULE('letterPair', (): OperationLink => {
    const token = this.CONSUME(Template)
    return this.ACTION(() => symbolLink(':', letterName(token), false))
  })

  // 'is' ['not'] 'null'
  private readonly nullTest = this.RULE('nullTest', (): OperationLink => {
    this.CONSUME(keywords.is)
    const not = this.OPTION(() => this.CONSUME(keywords.not))
    const word = this.CONSUME(Word)
    this.ACTION(() => {
      if (word.image.toLowerCase() !== 'null') this.fail(unexpected(word, 'null'), word)
    })
    const predicate = not === undefined ? 'is null' : 'is not null'
    return this.ACTION(() => predicateLink(predicate, [], word.endOffset! + 1))
  })

  // 'not' ('in' | 'like' | 'between') operation ['and' operation]
  private readonly negatedTest = this.RULE('negatedTest', (): OperationLink => {
    this.CONSUME(keywords.not)
    const word = this.OR([
      { ALT: () => this.CONSUME(keywords.in) },
      { ALT: () => this.CONSUME(keywords.like) },
      { ALT: () => this.CONSUME(keywords.between) },
    ])
    const first = this.SUBRULE(this.bound)
    const second = this.OPTION({
      GATE: () => word.tokenType === keywords.between && first.kind !== 'pair',
      DEF: () => {
        this.CONSUME(keywords.and)
        return this.SUBRULE2(this.bound)
      },
    })
    return this.ACTION(() => {
      const predicate = `not ${word.image.toLowerCase()}` as 'not in' | 'not like' | 'not between'
      return predicateLink(predicate, second === undefined ? [first] : [first, second])
    })
  })

  // ('between' | 'notBetween') (pair | operation 'and' operation)
  private readonly between = this.RULE('between', (): OperationLink => {
    const word = this.OR([
      { ALT: () => this.CONSUME(keywords.between) },
      { ALT: () => this.CONSUME(Word), IGNORE_AMBIGUITIES: true },
    ])
    const first = this.SUBRULE(this.bound)
    const second = this.OPTION({
      GATE: () => !isPairLike(first),
      DEF: () => {
        this.CONSUME(keywords.and)
        return this.SUBRULE2(this.bound)
      },
    })
    return this.ACTION(() => {
      const negated = word.tokenType !== keywords.between
      if (second !== undefined) return predicateLink(negated ? 'not between' : 'between', [first, second])
      return infixLink(negated ? { ...wordName(word), name: 'notBetween' } : wordName(word), first)
    })
  })

  /** What stands on either side of the `and` of `between`. */
  private readonly bound = this.RULE(
    'bound',
    (): Expression => this.within({ floor: COMPARISON + 1 }, () => this.SUBRULE(this.operation)),
  )

  // expression := operation ['?' expression ':' expression]
  protected override readonly expression = this.RULE('expression', (): Expression => {
    const condition = this.SUBRULE(this.operation)
    const choice = this.OPTION({
      GATE: () => this.setting.floor === 0,
      DEF: () => {
        this.CONSUME(Question)
        const whenTrue = this.within({ colonEnds: true }, () => this.SUBRULE(this.expression))
        const whenFalse = this.choose(
          [
            {
              ALT: () => {
                this.CONSUME(Colon)
                return this.SUBRULE2(this.expression)
              },
            },
            { ALT: () => letterName(this.CONSUME(Template)) },
          ],
          ':',
        )
        return { whenTrue, whenFalse }
      },
    })
    return this.ACTION(() =>
      choice === undefined
        ? condition
        : { kind: 'conditional', span: spanOver(condition, choice.whenFalse), condition, ...choice },
    )
  })

  // named expression := expression ['as' aliases]
  protected override readonly namedExpression = this.RULE('namedExpression', (): Expression => {
    const value = this.SUBRULE(this.expression)
    const aliases = this.OPTION(() => {
      this.CONSUME(keywords.as)
      return this.SUBRULE(this.aliases)
    })
    return this.ACTION(() =>
      aliases === undefined ? value : { kind: 'named', span: this.spanFrom(value.span), value, aliases },
    )
  })

  // aliases := word ['...' word] | symbol {symbol} | string | macro
  protected readonly aliases = this.RULE('aliases', (): (string | MacroName)[] =>
    this.choose<(string | MacroName)[]>(
      [
        {
          ALT: () => {
            const word = this.CONSUME(Word)
            const last = this.OPTION(() => {
              this.CONSUME(Columns)
              return this.CONSUME2(Word)
            })
            return this.ACTION(() => {
              if (reservedWords.has(word.tokenType))
                this.fail(`${word.image} is a keyword, it cannot name a column`, word)
              return last === undefined ? [nameOf(word)] : this.columnRun(word, last)
            })
          },
        },
        {
          ALT: () => {
            const names: string[] = []
            this.AT_LEAST_ONE(() => {
              names.push(this.CONSUME(SymbolLiteral).image.slice(1))
            })
            return names
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(StringLiteral)
            return this.ACTION(() => [decodeString(token.image)])
          },
        },
        { ALT: () => [this.SUBRULE(this.macroName)] },
      ],
      'a name',
    ),
  )

  // `p1...p5`: the names in between, digits padded as the first ones are.
  private columnRun(first: IToken, last: IToken): string[] {
    const [, prefix, from] = /^(.*?)(\d+)$/.exec(first.image) ?? []
    const [, lastPrefix, to] = /^(.*?)(\d+)$/.exec(last.image) ?? []
    if (from === undefined || to === undefined || prefix !== lastPrefix || Math.abs(+to - +from) > 32768) {
      this.fail(`A run of columns needs one prefix and two numbers, as in p1...p5`, first)
    }
    const step = +to < +from ? -1 : 1
    const count = Math.abs(+to - +from) + 1
    return Array.from(
      { length: count },
      (_, i) => prefix + String(+from + i * step).padStart(from.length, '0'),
    )
  }
}
