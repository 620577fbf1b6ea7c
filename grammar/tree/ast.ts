/**
 * The syntax tree: one closed union, readonly fields, a `kind` and a `span` on every node.
 * The grammar knows no types and no values: a literal is its text and its kind.
 */

import type {
  AlterTable,
  CreateDatabase,
  CreateTable,
  DropDatabase,
  DropTable,
  TruncateTable,
} from './schema-statements.ts'

/** Offsets into the source text, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What every node has. */
export interface NodeBase {
  readonly span: Span
}

// ---------------------------------------------------------------- expressions

/** What a literal's text looks like; the values layer turns text into a value. */
export type LiteralKind =
  | 'void' // NULL, or an omitted value that was written out
  | 'default' // DFLT
  | 'bool' // true false 1b 0b
  | 'char' // 'a', whose text is that one letter; 97c
  | 'short'
  | 'int'
  | 'long'
  | 'float'
  | 'double'
  | 'decimal' // 3.14P
  | 'hexadecimal' // 0x1F
  | 'complex' // 2.3+4.0i
  | 'typedNull' // 00i 00F 00d …
  | 'date'
  | 'month'
  | 'time'
  | 'minute'
  | 'second'
  | 'datetime'
  | 'timestamp'
  | 'nanotime'
  | 'nanotimestamp'
  | 'datehour'
  | 'duration' // 3d 10ms 2B
  | 'string' // "a" 'abc' (decoded, without quotes)
  | 'symbol' // `abc (without the backtick); prints with it

export interface Literal extends NodeBase {
  readonly kind: 'literal'
  readonly literal: LiteralKind
  /** As written, but strings and symbols are decoded. */
  readonly text: string
}

/**
 * A variable, function, column, type or constant; `module::name` keeps its qualifiers,
 * and `::name`, the built-in, has one empty one.
 */
export interface Name extends NodeBase {
  readonly kind: 'name'
  readonly name: string
  readonly qualifiers: readonly string[]
}

/** `_$name` (one column) or `_$$name` (several) inside metacode. */
export interface MacroName extends NodeBase {
  readonly kind: 'macroName'
  readonly name: string
  readonly several: boolean
}

/** Blank-separated literals `1 2 NULL 3` or backticks `` `A`B ``; at least two items. */
export interface Series extends NodeBase {
  readonly kind: 'series'
  readonly items: readonly Literal[]
}

/** `[a, b, c]`; a hole (`[1,,3]`) is null. */
export interface VectorLiteral extends NodeBase {
  readonly kind: 'vector'
  readonly items: readonly (Expression | null)[]
}

/** `(a, b)`; one parenthesised expression is no tuple but stays that expression, with `parenthesized`. */
export interface TupleLiteral extends NodeBase {
  readonly kind: 'tuple'
  readonly items: readonly (Expression | null)[]
}

/** `(a)`: kept, for printing, and because `(f)[1]` calls what `f[1]` indexes. */
export interface Parenthesized extends NodeBase {
  readonly kind: 'parenthesized'
  readonly inner: Expression
}

/** `a:b`; a side may be missing: `(:4)`, `x[3:]`. */
export interface PairExpression extends NodeBase {
  readonly kind: 'pair'
  readonly start: Expression | null
  readonly end: Expression | null
}

/** `{a: 1, "b": 2}`. A bare name is the string of its name. */
export interface DictionaryLiteral extends NodeBase {
  readonly kind: 'dictionary'
  readonly entries: readonly { readonly key: Expression; readonly value: Expression }[]
}

/** `-x`, `!x`; `&f` is the function of that name, even where a variable or column has it too. */
export interface Unary extends NodeBase {
  readonly kind: 'unary'
  readonly operator: string
  readonly operand: Expression
}

/** A symbol operator from operators.ts (`+`, `..`, `<-` …) or a chain link of comparisons. */
export interface Binary extends NodeBase {
  readonly kind: 'binary'
  readonly operator: string
  readonly left: Expression
  readonly right: Expression
}

/** `1 < x < 5`: all links must hold; the middle is evaluated once. */
export interface ComparisonChain extends NodeBase {
  readonly kind: 'comparisonChain'
  readonly operands: readonly Expression[]
  readonly operators: readonly string[]
}

/** `c ? a : b`. */
export interface Conditional extends NodeBase {
  readonly kind: 'conditional'
  readonly condition: Expression
  readonly whenTrue: Expression
  readonly whenFalse: Expression
}

/** An operator as a value, as in `each(+, a, b)` or `+:E`. */
export interface OperatorFunction extends NodeBase {
  readonly kind: 'operatorFunction'
  readonly operator: string
}

/** One argument. `value` is null where it was left out (`f(a,,b)`). `alias` is `x as y` in `table(x as y)`. */
export interface Argument {
  readonly name: string | null
  readonly value: Expression | null
  readonly alias: string | null
}

/** How a call was written; all mean the same, `style` is for printing back. */
export type CallStyle = 'call' | 'prefix' | 'infix' | 'method'

/**
 * `f(x)`, `f x`, `x f y`, `x.f(y)`: for infix and method the first argument stood before the name and is the first
 * of `arguments`; `callee` is the name alone. (A method's name may also be a member of its object, a class's method.)
 */
export interface Call extends NodeBase {
  readonly kind: 'call'
  readonly callee: Expression
  readonly arguments: readonly Argument[]
  readonly style: CallStyle
}

/** `f{a,,b}`; as a method (`x.f{a}`) the object is the first argument. */
export interface PartialApplication extends NodeBase {
  readonly kind: 'partial'
  readonly callee: Expression
  readonly arguments: readonly Argument[]
  readonly style: 'call' | 'method'
}

/** `f:E`: E P O L R X U A T Q G C H V W N K D … (letters after the colon). */
export interface TemplateApplication extends NodeBase {
  readonly kind: 'template'
  readonly callee: Expression
  readonly template: string
}

/** `x[i]`, `x[i, j]`, `x[, j]`: null where a dimension was left out; without any it is an array type, `INT[]`. */
export interface Index extends NodeBase {
  readonly kind: 'index'
  readonly object: Expression
  readonly indices: readonly (Expression | null)[]
}

/** `x@i`: every element of a tuple index is an index of its own. */
export interface EachAt extends NodeBase {
  readonly kind: 'eachAt'
  readonly object: Expression
  readonly index: Expression
}

/** `x.y`: a column, a key, an attribute; also `d.2` and `"dfs://db"."t"`. When called, it is a Call of style method. */
export interface Member extends NodeBase {
  readonly kind: 'member'
  readonly object: Expression
  readonly name: string
}

export interface Parameter {
  readonly name: string
  readonly mutable: boolean
  readonly defaultValue: Expression | null
}

/** `x->…`, `def(x,y){…}`, `defg`, `{x,y->…}`. A body that is one expression returns it. */
export interface FunctionLiteral extends NodeBase {
  readonly kind: 'function'
  readonly name: string | null
  readonly aggregate: boolean
  readonly parameters: readonly Parameter[]
  readonly body: Expression | Block
  /** `@state`, `@jit`, without the at sign. */
  readonly annotations: readonly string[]
  /** Written as `x->…` or in braces; for printing. */
  readonly arrow: boolean
  /** `{…}` around the function: it may then stand before or between operands. */
  readonly braced: boolean
}

/** `<…>`: code as a value. */
export interface Metacode extends NodeBase {
  readonly kind: 'metacode'
  readonly code: Expression | Statement
}

/** `case when c then v … else e end`, or `case x when v then …`. */
export interface CaseWhen extends NodeBase {
  readonly kind: 'case'
  readonly subject: Expression | null
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]
  readonly otherwise: Expression | null
}

/** SQL predicates that aren't plain calls. `in`, `like`, `between` without `not` are infix calls. */
export interface Predicate extends NodeBase {
  readonly kind: 'predicate'
  readonly predicate:
    | 'not in'
    | 'not like'
    | 'not between'
    | 'between'
    | 'is null'
    | 'is not null'
    | 'exists'
    | 'not exists'
    | 'not'
  /** `x not between a and b` has three. */
  readonly operands: readonly Expression[]
}

/** `x > any (select …)`. */
export interface Quantified extends NodeBase {
  readonly kind: 'quantified'
  readonly operator: string
  readonly left: Expression
  readonly quantifier: 'any' | 'all'
  readonly right: Expression
}

export interface WindowBound {
  readonly bound: 'unbounded preceding' | 'preceding' | 'current row' | 'following' | 'unbounded following'
  readonly offset: Expression | null
}

/** `f(x) over (partition by … order by … rows between … and …)`. */
export interface WindowFunction extends NodeBase {
  readonly kind: 'window'
  readonly call: Expression
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly OrderItem[]
  readonly frame: {
    readonly unit: 'rows' | 'range'
    readonly start: WindowBound
    readonly end: WindowBound
  } | null
}

/** `*` or `t.*` in a select list, or in `count(*)`. */
export interface Star extends NodeBase {
  readonly kind: 'star'
  readonly table: string | null
}

/** `distinct x` inside an expression or a select list (`count(distinct x)`). */
export interface DistinctExpression extends NodeBase {
  readonly kind: 'distinct'
  readonly items: readonly Expression[]
}

/** `e as a` outside calls and select lists: `[1..3 as x]`, `<avg(p) as q>`. */
export interface Named extends NodeBase {
  readonly kind: 'named'
  readonly value: Expression
  readonly aliases: readonly (string | MacroName)[]
}

// -------------------------------------------------------------------- queries

/** One output: `e`, `e as a`, `` e as `a`b `` or `e as a1...a3` (several columns). */
export interface SelectItem {
  readonly value: Expression
  readonly aliases: readonly (string | MacroName)[]
  readonly span: Span
}

export interface OrderItem {
  readonly value: Expression
  readonly descending: boolean
  readonly nulls: 'first' | 'last' | null
}

export type JoinKind =
  | 'inner'
  | 'left'
  | 'right'
  | 'full'
  | 'cross'
  | 'left semi'
  | 'asof'
  | 'window'
  | 'prevailing window'
  | 'prefix'
  | 'equi'

/** A table in `from`; joins are left-deep trees of these. */
export interface TableSource extends NodeBase {
  readonly kind: 'tableSource'
  readonly value: Expression
  readonly alias: string | null
}

/** `a inner join b on …`; `ej(a,b,…)` and its kin stay calls. */
export interface JoinSource extends NodeBase {
  readonly kind: 'joinSource'
  readonly join: JoinKind
  readonly left: FromSource
  readonly right: FromSource
  readonly on: Expression | null
}

export type FromSource = TableSource | JoinSource

export type Grouping = 'group' | 'context' | 'pivot' | 'segment'

export interface Select extends NodeBase {
  readonly kind: 'select'
  readonly verb: 'select' | 'exec'
  /** `[HINT_EXPLAIN, 128]`. */
  readonly hints: readonly string[]
  readonly distinct: boolean
  /** `top 3`, `top 2:4` (end exclusive). */
  readonly top: { readonly start: number; readonly end: number; readonly percent: boolean } | null
  readonly items: readonly SelectItem[]
  /** Comma-separated sources are a cross join, as in SQL. Empty when there is no `from`. */
  readonly from: readonly FromSource[]
  /** Comma-separated conditions, applied one after the other. */
  readonly where: readonly Expression[]
  readonly grouping: Grouping | null
  readonly groupBy: readonly SelectItem[]
  /** `csort` keys. */
  readonly contextSort: readonly OrderItem[]
  /** `cgroup by`. */
  readonly cumulativeGroupBy: readonly SelectItem[]
  readonly having: Expression | null
  readonly orderBy: readonly OrderItem[]
  /** `limit n` or `limit offset, n`. */
  readonly limit: { readonly offset: Expression | null; readonly count: Expression } | null
  /** `map` at the end: run in each partition, no merging. */
  readonly map: boolean
  /** `with name(cols) as (select …)`. */
  readonly with: readonly CommonTable[]
}

export interface CommonTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly query: Query
}

/** `a union b union all c`, left-associative. */
export interface Union extends NodeBase {
  readonly kind: 'union'
  readonly all: boolean
  readonly left: Query
  readonly right: Query
  readonly with: readonly CommonTable[]
}

export type Query = Select | Union

export type Expression =
  | Literal
  | Name
  | MacroName
  | Series
  | VectorLiteral
  | TupleLiteral
  | Parenthesized
  | PairExpression
  | DictionaryLiteral
  | Unary
  | Binary
  | ComparisonChain
  | Conditional
  | OperatorFunction
  | Call
  | PartialApplication
  | TemplateApplication
  | Index
  | EachAt
  | Member
  | FunctionLiteral
  | Metacode
  | CaseWhen
  | Predicate
  | Quantified
  | WindowFunction
  | Star
  | DistinctExpression
  | Named
  | Select
  | Union

// ----------------------------------------------------------------- statements

export interface ExpressionStatement extends NodeBase {
  readonly kind: 'expressionStatement'
  readonly value: Expression
}

/**
 * `x = e`, `x, y = e`, `x[i] = e`, `t[`c] = e`, `x.y = e`, `x += e`, `&x = e`, `const x = e`.
 * Targets are names, indexes or members; `operator` is '' or the operator of a compound assignment (`+`).
 * Several values (`x, y = 1, 2`) become a tuple literal.
 */
export interface Assignment extends NodeBase {
  readonly kind: 'assignment'
  readonly targets: readonly Expression[]
  readonly operator: string
  readonly value: Expression
  readonly byReference: boolean
  readonly constant: boolean
}

export interface FunctionDefinition extends NodeBase {
  readonly kind: 'functionDefinition'
  /** Without a body it is a forward declaration. */
  readonly function: FunctionLiteral | null
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly aggregate: boolean
}

export interface ClassDefinition extends NodeBase {
  readonly kind: 'classDefinition'
  readonly name: string
  readonly parent: string | null
  readonly attributes: readonly { readonly name: string; readonly type: string }[]
  readonly methods: readonly FunctionDefinition[]
}

export interface Block extends NodeBase {
  readonly kind: 'block'
  readonly statements: readonly Statement[]
}

export interface If extends NodeBase {
  readonly kind: 'if'
  readonly condition: Expression
  readonly then: Statement
  readonly otherwise: Statement | null
}

/** `for (x in e)`; `for (x, y in e)`. */
export interface For extends NodeBase {
  readonly kind: 'for'
  readonly variables: readonly string[]
  readonly iterable: Expression
  readonly body: Statement
}

export interface While extends NodeBase {
  readonly kind: 'while'
  readonly condition: Expression
  readonly body: Statement
}

export interface DoWhile extends NodeBase {
  readonly kind: 'doWhile'
  readonly condition: Expression
  readonly body: Statement
}

export interface Break extends NodeBase {
  readonly kind: 'break'
}

export interface Continue extends NodeBase {
  readonly kind: 'continue'
}

export interface Return extends NodeBase {
  readonly kind: 'return'
  readonly value: Expression | null
}

export interface Throw extends NodeBase {
  readonly kind: 'throw'
  readonly value: Expression
}

export interface TryCatch extends NodeBase {
  readonly kind: 'try'
  readonly body: Block
  readonly variable: string | null
  readonly handler: Block
}

/** `assert e`, `assert name, e`. */
export interface Assert extends NodeBase {
  readonly kind: 'assert'
  readonly label: Expression | null
  readonly condition: Expression
}

/** `mapr f(x){ a(x), b(x) -> reduce; copy, copy -> running }`: how an aggregate is computed over partitions. */
export interface MapReduce extends NodeBase {
  readonly kind: 'mapr'
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly maps: readonly Expression[]
  readonly reduce: Expression
  readonly running: { readonly maps: readonly Expression[]; readonly reduce: Expression } | null
}

/** Parse and run what precedes before what follows is looked at. */
export interface Go extends NodeBase {
  readonly kind: 'go'
}

/** `undef all`, `undef all, VAR`; `undef(…)` stays a call. */
export interface UndefAll extends NodeBase {
  readonly kind: 'undefAll'
  readonly objectType: string | null
}

export interface Share extends NodeBase {
  readonly kind: 'share'
  readonly value: Expression
  readonly name: string
}

export interface Timer extends NodeBase {
  readonly kind: 'timer'
  readonly repeat: Expression | null
  readonly body: Statement
}

export interface Transaction extends NodeBase {
  readonly kind: 'transaction'
  readonly body: Block
}

/** `commit` or `rollback` inside a transaction. */
export interface TransactionEnd extends NodeBase {
  readonly kind: 'transactionEnd'
  readonly action: 'commit' | 'rollback'
}

export interface ModuleDeclaration extends NodeBase {
  readonly kind: 'module'
  readonly path: readonly string[]
}

export interface Use extends NodeBase {
  readonly kind: 'use'
  readonly path: readonly string[]
}

/** `use catalog c`. */
export interface UseCatalog extends NodeBase {
  readonly kind: 'useCatalog'
  readonly catalog: string
}

export interface Include extends NodeBase {
  readonly kind: 'include'
  readonly path: string
}

/** `@testing:case="x", exception=1`. */
export interface Annotation extends NodeBase {
  readonly kind: 'annotation'
  readonly topic: string
  readonly entries: readonly { readonly name: string; readonly value: Expression }[]
}

export interface InsertInto extends NodeBase {
  readonly kind: 'insertInto'
  readonly table: Expression
  readonly columns: readonly string[] | null
  /** One expression a column, scalars or vectors; several parenthesised rows are turned into columns of vectors. */
  readonly values: readonly Expression[] | null
  /** `insert into t select …`; also any other table, `insert into t u`. */
  readonly query: Expression | null
}

export interface Update extends NodeBase {
  readonly kind: 'update'
  readonly table: Expression
  readonly sets: readonly { readonly column: Expression; readonly value: Expression }[]
  readonly from: FromSource | null
  readonly where: readonly Expression[]
  readonly contextBy: readonly SelectItem[]
  readonly contextSort: readonly OrderItem[]
  readonly having: Expression | null
}

export interface Delete extends NodeBase {
  readonly kind: 'delete'
  /** `delete t from ej(t, u, …)`: the table to delete from, where it isn't `from` itself. */
  readonly table: Expression | null
  readonly from: FromSource
  readonly where: readonly Expression[]
  readonly contextBy: readonly SelectItem[]
  readonly contextSort: readonly OrderItem[]
  readonly having: Expression | null
  readonly map: boolean
}

export type Statement =
  | ExpressionStatement
  | Assignment
  | FunctionDefinition
  | ClassDefinition
  | Block
  | If
  | For
  | While
  | DoWhile
  | Break
  | Continue
  | Return
  | Throw
  | TryCatch
  | Assert
  | MapReduce
  | Go
  | UndefAll
  | Share
  | Timer
  | Transaction
  | TransactionEnd
  | ModuleDeclaration
  | Use
  | UseCatalog
  | Include
  | Annotation
  | InsertInto
  | Update
  | Delete
  | CreateDatabase
  | CreateTable
  | DropDatabase
  | DropTable
  | AlterTable
  | TruncateTable

export interface Script extends NodeBase {
  readonly kind: 'script'
  readonly statements: readonly Statement[]
}

export type Node = Expression | Statement | Script | TableSource | JoinSource
