import { EOF, type TokenType } from 'chevrotain'
import { Equal, LeftBrace, RightBrace, Semicolon, Template } from '../tokens/tokens.ts'
import type { Block, Statement } from '../tree/ast.ts'
import { inBlock } from './core.ts'
import { DefinitionRules } from './definitions.ts'

/** Statements, one after the other and in blocks. */
export class StatementRules extends DefinitionRules {
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
  protected override readonly statement = this.RULE(
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

  protected isCreated(): boolean {
    return /^(database|table|local|global|temporary)$/i.test(this.text(2))
  }

  /** `{` begins a block here rather than a dictionary or a function. */
  protected isBlock(): boolean {
    if (this.isLambdaBrace(1)) return false
    return !this.isDictionary(1) || this.type(2) === RightBrace
  }
}
