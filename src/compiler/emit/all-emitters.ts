import { emitAssignment } from './assignment.ts'
import { emitCall } from './call.ts'
import { emitClass } from './class.ts'
import {
  emitAssert,
  emitBlock,
  emitExpressionStatement,
  emitIf,
  emitJump,
  emitReturn,
  emitThrow,
  emitTry,
} from './control.ts'
import type { Emitters } from './emitters.ts'
import { emitFunctionDefinition, emitFunctionLiteral } from './function.ts'
import { emitEachAt, emitIndex, emitMember } from './index.ts'
import { emitDictionary, emitLiteral, emitPair, emitTuple, emitVector } from './literal.ts'
import { emitLoop } from './loop.ts'
import { emitMetacode } from './metacode.ts'
import { emitName } from './name.ts'
import { emitBinary, emitChain, emitConditional, emitOperatorFunction, emitUnary } from './operator.ts'
import { emitPartial } from './partial.ts'
import { emitCase, emitDistinct, emitPredicate, emitQuantified } from './predicate.ts'
import { emitChange, emitDefinition, emitMacro, emitQuery, emitStar, emitWindow } from './query.ts'
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
} from './statement.ts'
import { emitTemplate } from './template.ts'

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
