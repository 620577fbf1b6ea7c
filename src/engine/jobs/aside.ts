import { parse } from '../../../grammar/parser.ts'
import type { Script, Statement } from '../../../grammar/tree/ast.ts'
import { namesIn, visit } from '../../compiler/free-names.ts'
import { Table } from '../../values/forms/table.ts'
import { toTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import type { AsideRequest, SessionLeft } from '../messages.ts'
import type { Session } from '../session/session.ts'

const loops = new Set(['for', 'while', 'doWhile'])

/**
 * Whether a request can run apart from its session, which is out of reach behind a job: what it says needs none of the
 * session's variables, though functions, and variables that it sets itself. Who isn't asked to hurry may not loop there.
 */
export function fitsAside({ work, variables, urgent }: AsideRequest): boolean {
  const { script, errors } = parse(work.is === 'execute' ? work.text : work.callee)
  // Its fault is told at once.
  if (errors.length > 0) return true
  return !needs(script, new Set(variables)) && (urgent || !has(script, loops))
}

function needs(script: Script, variables: Set<string>): boolean {
  for (const statement of script.statements) {
    const set = setBy(statement)
    for (const name of namesIn(set.length > 0 ? (statement as { value: object }).value : statement)) {
      if (variables.has(name)) return true
    }
    for (const name of set) variables.delete(name)
  }
  return false
}

// The names that a statement gives new values, if it is a plain assignment.
function setBy(statement: Statement): string[] {
  if (statement.kind !== 'assignment' || statement.operator !== '=' || statement.byReference) return []
  const names = statement.targets.flatMap(target => (target.kind === 'name' ? [target.name] : []))
  return names.length === statement.targets.length ? names : []
}

function has(script: Script, kinds: ReadonlySet<string>): boolean {
  let found = false
  visit(script, node => {
    found ||= kinds.has(node.kind)
  })
  return found
}

/** What a session that ran aside leaves to the one that it stood in for. */
export function leftBy(session: Session, known: readonly string[]): SessionLeft {
  const variables = [...session.context.variables]
  return {
    definitions: session.definitions().filter(text => !known.includes(text)),
    values: variables
      .filter(([, value]) => crosses(value))
      .map(([name, value]) => [name, toTransferable(value)]),
    shares: variables.flatMap(([name, value]) =>
      value instanceof Table && value.sharedName !== null ? [[name, value.sharedName] as const] : [],
    ),
  }
}

// Functions, handles and tables elsewhere would arrive as texts; tables that sessions share are there already.
const crosses = (value: Value) =>
  !['function', 'system'].includes(value.form) &&
  (value.form !== 'table' || (value instanceof Table && value.sharedName === null))
