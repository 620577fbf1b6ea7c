import type {
  Annotation,
  Go,
  Include,
  MapReduce,
  ModuleDeclaration,
  Share,
  Timer,
  Transaction,
  TransactionEnd,
  UndefAll,
  Use,
  UseCatalog,
} from '../../../grammar/tree/ast.ts'
import { UserFunction } from '../../runtime/user-function.ts'
import type { Frame } from '../frames/frame.ts'
import { quote } from '../js.ts'
import { ownVariable, variableOf } from '../own.ts'
import { emitBlock, emitCheck, emitOptional, forbidInFunction } from './control.ts'
import { emitNode } from './query.ts'

/** `share t as s`: seen by what follows, in all sessions of the node. */
export function emitShare(node: Share, frame: Frame): string {
  forbidInFunction("'share' statement", node.span, frame, 'S06002')
  const variable = variableOf(node.value, frame)
  const owned = variable ? `${ownVariable(variable, node.span, frame)};\n` : ''
  const code = frame.help('shareValue', ['ctx', frame.value(node.value), quote(node.name)], node.span)
  frame.unit.shares.add(node.name)
  return `${owned}${code};`
}

/** `timer(n) …`: runs it n times and prints how long that took. */
export function emitTimer(node: Timer, frame: Frame): string {
  const { unit } = frame
  const [start, count] = ['s', 'n'].map(prefix => unit.unique(prefix))
  const rounds =
    node.repeat === null ? '1' : frame.help('count', [frame.value(node.repeat)], node.repeat.span)
  const run = () => frame.statement(node.body)
  const body = node.repeat === null ? run() : emitOptional(frame, run)
  return `{
const ${start} = ctx.surroundings.monotonic();
for (let ${count} = ${rounds}; ${count} > 0; ${count}--) {
${emitCheck(frame)}
${body}
}
${unit.use('printElapsed')}(ctx, ${start});
}`
}

/** Changes of shared tables are undone when the block fails or says `rollback`. */
export function emitTransaction(node: Transaction, frame: Frame): string {
  const { unit } = frame
  const [state, label, error] = ['x', 'b', 'e'].map(prefix => unit.unique(prefix))
  const before = frame.transaction
  frame.transaction = { state: state!, label: label! }
  const body = emitBlock(node.body, frame)
  frame.transaction = before
  return `{
const ${state} = ${frame.help('beginTransaction', ['ctx'], node.span)};
try {
${label}: {
${body}
${state}.commit();
}
} catch (${error}) {
${state}.rollback();
throw ${error};
}
}`
}

export function emitTransactionEnd(node: TransactionEnd, frame: Frame): string {
  if (!frame.transaction) throw frame.unit.fault(node.span, `${node.action} can only stand in a transaction`)
  const { state, label } = frame.transaction
  return `{ ${state}.${node.action}(); break ${label}; }`
}

export function emitUndefAll(node: UndefAll, frame: Frame): string {
  forbidInFunction('undef all', node.span, frame)
  return `${frame.help('undefAll', ['ctx', quote(node.objectType ?? '')], node.span)};`
}

export const emitUseCatalog = (node: UseCatalog, frame: Frame): string =>
  `${frame.help('useCatalog', ['ctx', quote(node.catalog)], node.span)};`

/** Sets variables that tell what a test is about: `@testing: case="x"` makes testing_case. */
export function emitAnnotation(node: Annotation, frame: Frame): string {
  const stores = node.entries.map(({ name, value }) => {
    const variable = frame.declare(`${node.topic}_${name}`, node.span)
    return `${variable.store(frame.emit(value))};`
  })
  return stores.join('\n')
}

/** `mapr f(x){…}`: kept with the function, for distributed queries. */
export function emitMapReduce(node: MapReduce, frame: Frame): string {
  const callable = frame.unit.findFunction(node.name)
  if (!(callable instanceof UserFunction)) {
    throw frame.unit.fault(node.span, `The function or procedure '${node.name}' is not defined.`, {
      refId: 'S06004',
    })
  }
  emitNode(node, frame)
  callable.mapReduce = node
  return ''
}

/** Handled where a script is cut into parts that run one after the other; anywhere else they mean nothing. */
export function emitBoundary(node: Go | Include | Use | ModuleDeclaration, frame: Frame): string {
  if (node.kind === 'go') return ''
  throw frame.unit.fault(
    node.span,
    `${node.kind === 'include' ? '#include' : node.kind} can only stand by itself, outside of blocks`,
  )
}
