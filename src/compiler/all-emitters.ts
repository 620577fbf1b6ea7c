import { emitAssignment } from './emit-assignment.ts'
import { emitCall } from './emit-call.ts'
import { emitClass } from './emit-class.ts'
import {
  emitAssert,
  emitBlock,
  emitExpressionStatement,
  emitIf,
  emitJump,
  emitReturn,
  emitThrow,
  emitTry,
} from './emit-control.ts'
import { emitFunctionDefinition, emitFunctionLiteral } from './emit-function.ts'
import { emitEachAt, emitIndex, emitMember } from './emit-index.ts'
import { emitDictionary, emitLiteral, emitPair, emitTuple, emitVector } from './emit-literal.ts'
import { emitLoop } from './emit-loop.ts'
import { emitMetacode } from './emit-metacode.ts'
import { emitName } from './emit-name.ts'
import { emitBinary, emitChain, emitConditional, emitOperatorFunction, emitUnary } from './emit-operator.ts'
import { emitPartial } from './emit-partial.ts'
import { emitCase, emitDistinct, emitPredicate, emitQuantified } from './emit-predicate.ts'
import { emitChange, emitDefinition, emitMacro, emitQuery, emitStar, emitWindow } from './emit-query.ts'
import {
  emitAnnotation,
  emitBoundary,
  emitMapReduce,
  emitShare,
  emitTimer,
  emitTransaction,
  emitTransactionEnd,
  emitUndefAll,
  emitUseCatalog,
} from './emit-statement.ts'
import { emitTemplate } from './emit-template.ts'
import type { Emitters } from './emitters.ts'

/** How every kind of node becomes JavaScript. */
export const allEmitters: Emitters = {
  expressions: {
    literal: emitLiteral,
    series: emitLiteral,
    name: emitName,
    macroName: emitMacro,
    vector: emitVector,
    tuple: emitTuple,
    parenthesized: (node, frame) => frame.emit(node.inner),
    named: (node, frame) => frame.emit(node.value),
    pair: emitPair,
    dictionary: emitDictionary,
    unary: emitUnary,
    binary: emitBinary,
    comparisonChain: emitChain,
    conditional: emitConditional,
    operatorFunction: emitOperatorFunction,
    call: emitCall,
    partial: emitPartial,
    template: emitTemplate,
    index: emitIndex,
    eachAt: emitEachAt,
    member: emitMember,
    function: emitFunctionLiteral,
    metacode: emitMetacode,
    case: emitCase,
    predicate: emitPredicate,
    quantified: emitQuantified,
    window: emitWindow,
    star: emitStar,
    distinct: emitDistinct,
    select: emitQuery,
    union: emitQuery,
  },
  statements: {
    expressionStatement: emitExpressionStatement,
    assignment: emitAssignment,
    functionDefinition: emitFunctionDefinition,
    classDefinition: emitClass,
    block: emitBlock,
    if: emitIf,
    for: emitLoop,
    while: emitLoop,
    doWhile: emitLoop,
    break: emitJump,
    continue: emitJump,
    return: emitReturn,
    throw: emitThrow,
    try: emitTry,
    assert: emitAssert,
    mapr: emitMapReduce,
    go: emitBoundary,
    use: emitBoundary,
    include: emitBoundary,
    module: emitBoundary,
    undefAll: emitUndefAll,
    share: emitShare,
    timer: emitTimer,
    transaction: emitTransaction,
    transactionEnd: emitTransactionEnd,
    useCatalog: emitUseCatalog,
    annotation: emitAnnotation,
    insertInto: emitChange,
    update: emitChange,
    delete: emitChange,
    createDatabase: emitDefinition,
    createTable: emitDefinition,
    dropDatabase: emitDefinition,
    dropTable: emitDefinition,
    alterTable: emitDefinition,
    truncateTable: emitDefinition,
  },
}
