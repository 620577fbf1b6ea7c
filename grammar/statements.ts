import { EOF, type TokenType } from 'chevrotain'
import type {
  Annotation,
  Assignment,
  Block,
  ClassDefinition,
  Expression,
  For,
  FunctionDefinition,
  MapReduce,
  Statement,
  TryCatch,
} from './ast.ts'
import { inBlock, inBrackets } from './core.ts'
import { spanOver } from './links.ts'
import { decodeString } from './literals.ts'
import { unexpected } from './messages.ts'
import { nameOf } from './operands.ts'
import { TableRules } from './tables.ts'
import {
  Ampersand,
  Arrow,
  AssignmentOperator,
  At,
  Colon,
  Comma,
  Equal,
  IncludeMark,
  keywords,
  LeftBrace,
  LeftParenthesis,
  RightBrace,
  RightParenthesis,
  Scope,
  Semicolon,
  StringLiteral,
  Template,
  Word,
} from './tokens.ts'

/** Statements, definitions, modules. */
export class StatementRules extends TableRules {
  /** Reads one statement and what ends it; null where that failed and reading has gone on behind it. */
  protected guarded(rule: () => Statement): Statement | null {
    return rule()
  }

  /** Statements up to a token of type `end`. The loop is no MANY: what begins no statement is a fault to go on behind. */
  protected readonly statements = this.RULE('statements', (end: TokenType): Statement[] => {
    if (this.RECORDING_PHASE) this.MANY(() => this.SUBRULE(this.statement))
    const statements: Statement[] = []
    while (!this.RECORDING_PHASE && this.type(1) !== end && !this.atEnd(1)) {
      if (this.type(1) === Semicolon) {
        this.consume(0, Semicolon)
        continue
      }
      const statement = this.guarded(() => this.SUBRULE(this.statement))
      if (statement !== null) statements.push(statement)
    }
    return statements
  })

  // block := '{' {statement} '}'
  protected override readonly block = this.RULE('block', (): Block => {
    const start = this.CONSUME(LeftBrace)
    const statements = this.within(inBlock, () => this.SUBRULE(this.statements, { ARGS: [RightBrace] }))
    this.CONSUME(RightBrace)
    return this.ACTION(() => ({ kind: 'block', span: this.spanFrom(start), statements }))
  })

  readonly script = this.RULE('script', (): Statement[] => this.SUBRULE(this.statements, { ARGS: [EOF] }))

  /** One statement, without what ends it. */
  protected readonly statement = this.RULE(
    'statement',
    (): Statement =>
      this.choose<Statement>(
        [
          { ALT: () => this.SUBRULE(this.ifStatement) },
          { ALT: () => this.SUBRULE(this.forStatement) },
          { ALT: () => this.SUBRULE(this.whileStatement) },
          { ALT: () => this.SUBRULE(this.doStatement) },
          { ALT: () => this.SUBRULE(this.tryStatement) },
          { GATE: () => this.isDefinition(), ALT: () => this.SUBRULE(this.functionDefinition) },
          { GATE: () => this.isName(2), ALT: () => this.SUBRULE(this.classDefinition) },
          { GATE: () => this.isName(2) && this.text(3) === '(', ALT: () => this.SUBRULE(this.mapReduce) },
          { GATE: () => this.type(2) === LeftBrace, ALT: () => this.SUBRULE(this.transaction) },
          { GATE: () => this.isTimer(), ALT: () => this.SUBRULE(this.timer) },
          {
            GATE: () => this.text(3) === ':' || this.type(3) === Template,
            ALT: () => this.SUBRULE(this.annotation),
          },
          { GATE: () => this.isBlock(), ALT: () => this.SUBRULE(this.block) },
          { ALT: () => this.SUBRULE(this.simpleStatement) },
        ].map(alternative => ({ ...alternative, IGNORE_AMBIGUITIES: true })),
      ),
  )

  /** A statement without a body of its own. */
  protected override readonly simpleStatement = this.RULE(
    'simpleStatement',
    (): Statement =>
      this.choose<Statement>(
        [
          { ALT: () => this.SUBRULE(this.returnStatement) },
          { ALT: () => this.SUBRULE(this.throwStatement) },
          { ALT: () => this.SUBRULE(this.jump) },
          { GATE: () => this.standsAlone(2), ALT: () => this.SUBRULE(this.go) },
          { GATE: () => this.standsAlone(2), ALT: () => this.SUBRULE(this.transactionEnd) },
          { GATE: () => this.startsAfterKeyword(), ALT: () => this.SUBRULE(this.assertStatement) },
          { GATE: () => this.isKeyword(2, 'all'), ALT: () => this.SUBRULE(this.undefAll) },
          { GATE: () => this.isShare(), ALT: () => this.SUBRULE(this.share) },
          { GATE: () => this.isName(2) && this.type(3) === Equal, ALT: () => this.SUBRULE(this.constant) },
          { GATE: () => this.isName(2) && this.sameLine(2), ALT: () => this.SUBRULE(this.moduleDeclaration) },
          { GATE: () => this.isName(2) && this.sameLine(2), ALT: () => this.SUBRULE(this.use) },
          { ALT: () => this.SUBRULE(this.include) },
          { GATE: () => this.startsAfterKeyword(), ALT: () => this.SUBRULE(this.insertInto) },
          { GATE: () => this.startsAfterKeyword(), ALT: () => this.SUBRULE(this.update) },
          {
            GATE: () => this.startsAfterKeyword() || this.isKeyword(2, 'from'),
            ALT: () => this.SUBRULE(this.deleteFrom),
          },
          { GATE: () => this.isCreated(), ALT: () => this.SUBRULE(this.create) },
          { GATE: () => this.isCreated(), ALT: () => this.SUBRULE(this.drop) },
          { GATE: () => this.isText(2, 'table'), ALT: () => this.SUBRULE(this.alter) },
          { GATE: () => this.isText(2, 'table'), ALT: () => this.SUBRULE(this.truncate) },
          {
            GATE: () => this.isName(2) && this.type(3) === Equal,
            ALT: () => this.SUBRULE(this.referenceAssignment),
          },
          { ALT: () => this.SUBRULE(this.expressionOrAssignment) },
        ].map(alternative => ({ ...alternative, IGNORE_AMBIGUITIES: true })),
      ),
  )

  /** Nothing more on this line. */
  private standsAlone(ahead: number): boolean {
    const type = this.type(ahead)
    return this.around(ahead).lineBefore || type === Semicolon || type === RightBrace || this.atEnd(ahead)
  }

  private startsAfterKeyword(): boolean {
    if (!this.sameLine(2)) return false
    const text = this.text(2)
    if (text === '(') return this.isKeyword(1, 'assert')
    return this.startsOperand(2) || /^[[<!-]$/.test(text)
  }

  private isCreated(): boolean {
    return /^(database|table|local|global|temporary)$/i.test(this.text(2))
  }

  private isDefinition(): boolean {
    let ahead = 1
    while (this.type(ahead) === At && this.isWord(ahead + 1)) ahead += 2
    return (this.isKeyword(ahead, 'def') || this.isKeyword(ahead, 'defg')) && this.isName(ahead + 1)
  }

  /** `{` begins a block here rather than a dictionary or a function. */
  private isBlock(): boolean {
    if (this.isLambdaBrace(1)) return false
    return !this.isDictionary(1) || this.type(2) === RightBrace
  }

  // if := 'if' '(' expression ')' body ['else' body]
  private readonly ifStatement = this.RULE('ifStatement', (): Statement => {
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

  private readonly condition = this.RULE('condition', (): Expression => {
    this.CONSUME(LeftParenthesis)
    const condition = this.within(inBrackets, () => this.SUBRULE(this.expression))
    this.CONSUME(RightParenthesis)
    return condition
  })

  private readonly body = this.RULE(
    'body',
    (): Statement => this.within(inBlock, () => this.SUBRULE(this.statement)),
  )

  // for := 'for' '(' words 'in' expression ')' body
  private readonly forStatement = this.RULE('forStatement', (): For => {
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

  private readonly whileStatement = this.RULE('whileStatement', (): Statement => {
    const start = this.CONSUME(keywords.while)
    const condition = this.SUBRULE(this.condition)
    const body = this.SUBRULE(this.body)
    return this.ACTION(() => ({ kind: 'while', span: this.spanFrom(start), condition, body }))
  })

  private readonly doStatement = this.RULE('doStatement', (): Statement => {
    const start = this.CONSUME(keywords.do)
    const body = this.SUBRULE(this.block)
    this.CONSUME(keywords.while)
    const condition = this.SUBRULE(this.condition)
    return this.ACTION(() => ({ kind: 'doWhile', span: this.spanFrom(start), condition, body }))
  })

  // try := 'try' body 'catch' ['(' word ')'] body
  private readonly tryStatement = this.RULE('tryStatement', (): TryCatch => {
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
  private readonly guardedBody = this.RULE('guardedBody', (): Block => {
    const statement = this.SUBRULE(this.body)
    return this.ACTION(() =>
      statement.kind === 'block'
        ? statement
        : { kind: 'block', span: statement.span, statements: [statement] },
    )
  })

  private readonly returnStatement = this.RULE('returnStatement', (): Statement => {
    const start = this.CONSUME(keywords.return)
    const value = this.OPTION({
      GATE: () => !this.standsAlone(1) && this.type(1) !== keywords.else,
      DEF: () => this.SUBRULE(this.values),
    })
    return this.ACTION(() => ({ kind: 'return', span: this.spanFrom(start), value: value ?? null }))
  })

  /** `a, b`: several values are a tuple. */
  private readonly values = this.RULE('values', (): Expression => {
    const items = [this.SUBRULE(this.expression)]
    this.MANY(() => {
      this.CONSUME(Comma)
      items.push(this.SUBRULE2(this.expression))
    })
    return this.ACTION(() =>
      items.length === 1 ? items[0]! : { kind: 'tuple', span: spanOver(items[0]!, items.at(-1)!), items },
    )
  })

  private readonly throwStatement = this.RULE('throwStatement', (): Statement => {
    const start = this.CONSUME(keywords.throw)
    const value = this.SUBRULE(this.expression)
    return this.ACTION(() => ({ kind: 'throw', span: this.spanFrom(start), value }))
  })

  private readonly jump = this.RULE('jump', (): Statement => {
    const token = this.OR([
      { ALT: () => this.CONSUME(keywords.break) },
      { ALT: () => this.CONSUME(keywords.continue) },
    ])
    return this.ACTION(() => ({
      kind: token.tokenType === keywords.break ? 'break' : 'continue',
      span: this.spanFrom(token),
    }))
  })

  private readonly go = this.RULE('go', (): Statement => {
    const token = this.CONSUME(keywords.go)
    return this.ACTION(() => ({ kind: 'go', span: this.spanFrom(token) }))
  })

  private readonly transactionEnd = this.RULE('transactionEnd', (): Statement => {
    const token = this.OR([
      { ALT: () => this.CONSUME(keywords.commit) },
      { ALT: () => this.CONSUME(keywords.rollback) },
    ])
    const action = token.image as 'commit' | 'rollback'
    return this.ACTION(() => ({ kind: 'transactionEnd', span: this.spanFrom(token), action }))
  })

  // assert := 'assert' [label ','] expression        a bare word as label is its text
  private readonly assertStatement = this.RULE('assertStatement', (): Statement => {
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

  // undef all := 'undef' 'all' [',' word]
  private readonly undefAll = this.RULE('undefAll', (): Statement => {
    const start = this.CONSUME(keywords.undef)
    this.CONSUME(keywords.all)
    const type = this.OPTION(() => {
      this.CONSUME(Comma)
      return this.CONSUME(Word).image
    })
    return this.ACTION(() => ({ kind: 'undefAll', span: this.spanFrom(start), objectType: type ?? null }))
  })

  // `share (select …) as t` and `share t as u`, but not `share(t, "u")`
  private isShare(): boolean {
    if (this.text(2) !== '(') return this.startsOperand(2) && this.sameLine(2)
    return this.isKeyword(this.partner(2) + 1, 'as')
  }

  private readonly share = this.RULE('share', (): Statement => {
    const start = this.CONSUME(keywords.share)
    const value = this.SUBRULE(this.expression)
    this.CONSUME(keywords.as)
    const name = this.SUBRULE(this.columnName)
    return this.ACTION(() => {
      this.declareVariable(name)
      return { kind: 'share', span: this.spanFrom(start), value, name }
    })
  })

  private isTimer(): boolean {
    return this.text(2) === '('
      ? this.partner(2) > 0 && !this.standsAlone(this.partner(2) + 1)
      : !this.standsAlone(2) && this.text(2) !== '='
  }

  // timer := 'timer' ['(' expression ')'] statement
  private readonly timer = this.RULE('timer', (): Statement => {
    const start = this.CONSUME(keywords.timer)
    const repeat = this.OPTION({
      GATE: () => this.text(1) === '(' && this.startsBody(this.partner(1) + 1),
      DEF: () => this.SUBRULE(this.condition),
    })
    const body = this.SUBRULE(this.statement)
    return this.ACTION(() => ({ kind: 'timer', span: this.spanFrom(start), repeat: repeat ?? null, body }))
  })

  private startsBody(ahead: number): boolean {
    const text = this.text(ahead)
    return text === '{' || text === '(' || text === '[' || this.isWord(ahead) || this.startsOperand(ahead)
  }

  private readonly transaction = this.RULE('transaction', (): Statement => {
    const start = this.CONSUME(keywords.transaction)
    const body = this.SUBRULE(this.block)
    return this.ACTION(() => ({ kind: 'transaction', span: this.spanFrom(start), body }))
  })

  // path := word {'::' word}
  private readonly path = this.RULE('path', (): string[] => {
    const words = [this.CONSUME(Word).image]
    this.MANY(() => {
      this.CONSUME(Scope)
      words.push(this.CONSUME2(Word).image)
    })
    return words
  })

  private readonly moduleDeclaration = this.RULE('moduleDeclaration', (): Statement => {
    const start = this.CONSUME(keywords.module)
    const path = this.SUBRULE(this.path)
    return this.ACTION(() => ({ kind: 'module', span: this.spanFrom(start), path }))
  })

  // use := 'use' path | 'use' 'catalog' word
  private readonly use = this.RULE('use', (): Statement => {
    const start = this.CONSUME(keywords.use)
    return this.choose<Statement>([
      {
        GATE: () => this.isText(1, 'catalog') && !this.standsAlone(2) && this.text(2) !== '::',
        ALT: () => {
          this.CONSUME(Word)
          const catalog = this.SUBRULE(this.columnName)
          return this.ACTION(() => ({ kind: 'useCatalog', span: this.spanFrom(start), catalog }))
        },
      },
      {
        ALT: () => {
          const path = this.SUBRULE(this.path)
          return this.ACTION(() => ({ kind: 'use', span: this.spanFrom(start), path }))
        },
        IGNORE_AMBIGUITIES: true,
      },
    ])
  })

  private readonly include = this.RULE('include', (): Statement => {
    const start = this.CONSUME(IncludeMark)
    const path = decodeString(this.CONSUME(StringLiteral).image)
    return this.ACTION(() => ({ kind: 'include', span: this.spanFrom(start), path }))
  })

  // annotation := '@' word ':' word '=' expression {',' word '=' expression}
  private readonly annotation = this.RULE('annotation', (): Annotation => {
    const start = this.CONSUME(At)
    const topic = this.CONSUME(Word).image
    const entries: { name: string; value: Expression }[] = []
    this.CONSUME(Colon)
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        const name = this.CONSUME2(Word).image
        this.CONSUME(Equal)
        entries.push({ name, value: this.SUBRULE(this.expression) })
      },
    })
    return this.ACTION(() => ({ kind: 'annotation', span: this.spanFrom(start), topic, entries }))
  })

  // mapr := 'mapr' word parameters '{' maps '->' reduce [';' maps '->' reduce] '}'
  private readonly mapReduce = this.RULE('mapReduce', (): MapReduce => {
    const start = this.CONSUME(keywords.mapr)
    const name = this.CONSUME(Word).image
    const parameters = this.SUBRULE(this.parameters)
    this.CONSUME(LeftBrace)
    return this.within(inBrackets, () => {
      const first = this.SUBRULE(this.mapping)
      const running = this.OPTION(() => {
        this.CONSUME(Semicolon)
        return this.SUBRULE2(this.mapping)
      })
      this.CONSUME(RightBrace)
      return this.ACTION(() => ({
        kind: 'mapr',
        span: this.spanFrom(start),
        name,
        parameters,
        ...first,
        running: running ?? null,
      }))
    })
  })

  private readonly mapping = this.RULE('mapping', (): { maps: Expression[]; reduce: Expression } => {
    const maps: Expression[] = []
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        maps.push(this.within({ arrowEnds: true }, () => this.SUBRULE(this.operand)))
      },
    })
    this.CONSUME(Arrow)
    return { maps, reduce: this.SUBRULE2(this.operand) }
  })

  // class := 'class' word [':' word] '{' {word '::' type} {method} '}'
  private readonly classDefinition = this.RULE('classDefinition', (): ClassDefinition => {
    const start = this.CONSUME(keywords.class)
    const name = this.CONSUME(Word).image
    const parent = this.OPTION(() => {
      this.CONSUME(Colon)
      return this.CONSUME2(Word).image
    })
    const attributes: { name: string; type: string }[] = []
    const methods: FunctionDefinition[] = []
    this.CONSUME(LeftBrace)
    this.within(inBlock, () =>
      this.MANY(() => {
        this.OR([
          { ALT: () => this.CONSUME(Semicolon) },
          { GATE: () => this.isDefinition(), ALT: () => methods.push(this.SUBRULE(this.functionDefinition)) },
          { ALT: () => attributes.push(this.SUBRULE(this.attribute)), IGNORE_AMBIGUITIES: true },
        ])
      }),
    )
    this.CONSUME(RightBrace)
    return this.ACTION(() => {
      this.declareFunction(name, { least: 0, most: 99 })
      return {
        kind: 'classDefinition',
        span: this.spanFrom(start),
        name,
        parent: parent ?? null,
        attributes,
        methods,
      }
    })
  })

  // attribute := word '::' type ['VECTOR']
  private readonly attribute = this.RULE('attribute', (): { name: string; type: string } => {
    const name = this.CONSUME(Word).image
    this.CONSUME(Scope)
    const type = this.SUBRULE(this.typeName)
    const form = this.OPTION({ GATE: () => this.sameLine(), DEF: () => this.CONSUME2(Word) })
    this.ACTION(() => this.declareVariable(name))
    return { name, type: form === undefined ? type : `${type} ${form.image}` }
  })

  private readonly constant = this.RULE('constant', (): Assignment => {
    const start = this.CONSUME(keywords.const)
    const target = this.SUBRULE(this.name)
    this.CONSUME(Equal)
    const value = this.SUBRULE(this.values)
    return this.ACTION(() => this.assignment(start.startOffset, [target], '', value, { constant: true }))
  })

  private readonly referenceAssignment = this.RULE('referenceAssignment', (): Assignment => {
    const start = this.CONSUME(Ampersand)
    const target = this.SUBRULE(this.name)
    this.CONSUME(Equal)
    const value = this.SUBRULE(this.values)
    return this.ACTION(() => this.assignment(start.startOffset, [target], '', value, { byReference: true }))
  })

  // assignment := expression {',' expression} ('=' | '+=' | …) values
  private readonly expressionOrAssignment = this.RULE('expressionOrAssignment', (): Statement => {
    const first = this.SUBRULE(this.expression)
    const targets = [first]
    this.MANY(() => {
      this.CONSUME(Comma)
      targets.push(this.SUBRULE2(this.expression))
    })
    const assigned = this.OPTION(() => {
      const sign = this.CONSUME(AssignmentOperator)
      const named = this.ACTION(() => this.targetsOf(targets))
      return { sign, named, value: this.SUBRULE(this.values) }
    })
    return this.ACTION(() => {
      if (assigned !== undefined)
        return this.assignment(
          first.span.start,
          assigned.named,
          assigned.sign.image.slice(0, -1),
          assigned.value,
        )
      if (targets.length > 1) this.fail(unexpected(this.LA(1), '='))
      return { kind: 'expressionStatement', span: first.span, value: first }
    })
  })

  // `(a, b) = f()` names its targets as `a, b = f()` does.
  private targetsOf(read: readonly Expression[]): readonly Expression[] {
    const [first] = read
    const targets = read.length === 1 && first?.kind === 'tuple' ? first.items : read
    for (const target of targets) {
      if (target?.kind !== 'name' && target?.kind !== 'index' && target?.kind !== 'member') {
        this.fail(unexpected(this.LA(0)), this.LA(0))
      }
    }
    return targets as readonly Expression[]
  }

  private assignment(
    start: number,
    targets: readonly Expression[],
    operator: string,
    value: Expression,
    how: { constant?: boolean; byReference?: boolean } = {},
  ): Assignment {
    for (const target of targets) if (target.kind === 'name') this.declareTarget(target.name, value)
    return {
      kind: 'assignment',
      span: { start, end: value.span.end },
      targets,
      operator,
      value,
      byReference: how.byReference ?? false,
      constant: how.constant ?? false,
    }
  }

  // `f = def(x){…}` makes f a function as much as `def f(x){…}` does.
  private declareTarget(name: string, value: Expression): void {
    if (value.kind === 'function')
      this.declareFunction(name, { least: value.parameters.length, most: value.parameters.length })
    else if (value.kind === 'partial' || value.kind === 'template')
      this.declareFunction(name, { least: 1, most: 9 })
    else this.declareVariable(name)
  }
}
