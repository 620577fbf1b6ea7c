import { decodeString } from '../tokens/literals.ts'
import {
  Arrow,
  At,
  Colon,
  Comma,
  Equal,
  IncludeMark,
  keywords,
  LeftBrace,
  RightBrace,
  Scope,
  Semicolon,
  StringLiteral,
  Word,
} from '../tokens/tokens.ts'
import type {
  Annotation,
  ClassDefinition,
  Expression,
  FunctionDefinition,
  MapReduce,
  Statement,
} from '../tree/ast.ts'
import { ControlRules } from './control.ts'
import { inBlock, inBrackets } from './core.ts'

/** Classes, map-reduce, modules, annotations, `share` and `undef`. */
export class DefinitionRules extends ControlRules {
  protected isDefinition(): boolean {
    let ahead = 1
    while (this.type(ahead) === At && this.isWord(ahead + 1)) ahead += 2
    return (this.isKeyword(ahead, 'def') || this.isKeyword(ahead, 'defg')) && this.isName(ahead + 1)
  }

  // undef all := 'undef' 'all' [',' word]
  protected readonly undefAll = this.RULE('undefAll', (): Statement => {
    const start = this.CONSUME(keywords.undef)
    this.CONSUME(keywords.all)
    const type = this.OPTION(() => {
      this.CONSUME(Comma)
      return this.CONSUME(Word).image
    })
    return this.ACTION(() => ({ kind: 'undefAll', span: this.spanFrom(start), objectType: type ?? null }))
  })

  // `share (select …) as t` and `share t as u`, but not `share(t, "u")`
  protected isShare(): boolean {
    if (this.text(2) !== '(') return this.startsOperand(2) && this.sameLine(2)
    return this.isKeyword(this.partner(2) + 1, 'as')
  }

  protected readonly share = this.RULE('share', (): Statement => {
    const start = this.CONSUME(keywords.share)
    const value = this.SUBRULE(this.expression)
    this.CONSUME(keywords.as)
    const name = this.SUBRULE(this.columnName)
    return this.ACTION(() => {
      this.declareVariable(name)
      return { kind: 'share', span: this.spanFrom(start), value, name }
    })
  })

  // path := word {'::' word}
  protected readonly path = this.RULE('path', (): string[] => {
    const words = [this.CONSUME(Word).image]
    this.MANY(() => {
      this.CONSUME(Scope)
      words.push(this.CONSUME2(Word).image)
    })
    return words
  })

  protected readonly moduleDeclaration = this.RULE('moduleDeclaration', (): Statement => {
    const start = this.CONSUME(keywords.module)
    const path = this.SUBRULE(this.path)
    return this.ACTION(() => ({ kind: 'module', span: this.spanFrom(start), path }))
  })

  // use := 'use' path | 'use' 'catalog' word
  protected readonly use = this.RULE('use', (): Statement => {
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

  protected readonly include = this.RULE('include', (): Statement => {
    const start = this.CONSUME(IncludeMark)
    const path = decodeString(this.CONSUME(StringLiteral).image)
    return this.ACTION(() => ({ kind: 'include', span: this.spanFrom(start), path }))
  })

  // annotation := '@' word ':' word '=' expression {',' word '=' expression}
  protected readonly annotation = this.RULE('annotation', (): Annotation => {
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
  protected readonly mapReduce = this.RULE('mapReduce', (): MapReduce => {
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

  protected readonly mapping = this.RULE('mapping', (): { maps: Expression[]; reduce: Expression } => {
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
  protected readonly classDefinition = this.RULE('classDefinition', (): ClassDefinition => {
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
  protected readonly attribute = this.RULE('attribute', (): { name: string; type: string } => {
    const name = this.CONSUME(Word).image
    this.CONSUME(Scope)
    const type = this.SUBRULE(this.typeName)
    const form = this.OPTION({ GATE: () => this.sameLine(), DEF: () => this.CONSUME2(Word) })
    this.ACTION(() => this.declareVariable(name))
    return { name, type: form === undefined ? type : `${type} ${form.image}` }
  })
}
