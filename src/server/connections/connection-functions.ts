import type { Site } from '../../cluster/site.ts'
import { asking } from '../../engine/bridge/bridge.ts'
import { shipped } from '../../engine/session/shipped-function.ts'
import { integer, text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { PartialFunction } from '../../runtime/partial.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isLiteral } from '../../values/data-type.ts'
import { display } from '../../values/format/format.ts'
import { NOTHING, NULL, Scalar } from '../../values/forms/scalar.ts'
import { fromTransferable, toTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import type { Run } from './connections.ts'
import { RemoteConnection } from './remote-connection.ts'

const ask = asking('connections')

const isText = (value: Value | undefined) => value instanceof Scalar && isLiteral(value.type)

export const xdb = define({
  name: 'xdb',
  signature: 'xdb(host, [port], [userId], [password], [enableSSL=false])',
  kind: 'system',
  doc: 'Opens a session on another node, of this cluster or elsewhere: xdb(host, port, …) or xdb(siteAlias, …). Without a user it is a guest’s, or, on nodes of the own cluster, one of who asks.',
  examples: [],
  run: (context, ...args) => {
    const usage = 'xdb(host, port, [userId], [password], [enableSSL=false])'
    // By alias, everything else is one place further to the left.
    const byAlias = args[1] === undefined || isText(args[1])
    const [first, port, user, password, secure] = byAlias
      ? [
          args[0],
          undefined,
          args[1] ?? args[2],
          args[1] === undefined ? args[3] : args[2],
          args[1] === undefined ? args[4] : args[3],
        ]
      : args
    const name = text(first, usage, byAlias ? 'siteAlias' : 'host')
    const site: Pick<Site, 'host' | 'port'> = byAlias
      ? ask<Site>(context, 'site', name)
      : { host: name, port: integer(port, usage, 'port') }
    if (site.port < 1 || site.port > 65535) throw wrongArgument(usage, 'port', 'from 1 to 65535', port)
    const userId = user === undefined ? null : text(user, usage, 'userId')
    // Passwords of digits are often written without quotes.
    const secret =
      password === undefined ? '' : isText(password) ? text(password, usage, 'password') : display(password)
    const { id, there } = ask<{ id: number; there: string }>(context, 'open', {
      host: site.host,
      port: site.port,
      secure: truth(secure, usage, 'enableSSL', false),
      user: userId,
      password: secret,
      ticket: null,
    })
    return new RemoteConnection(id, `${site.host}:${site.port}:${there}`)
  },
})

/** What runs there: a script, a function of that node by name, or one of this session with what it needs. */
function runOf(
  context: Context,
  usage: string,
  what: Value | undefined,
  given: readonly (Value | undefined)[],
): Run {
  const nothing = { variables: [], definitions: [], script: null, callee: '', args: [], compress: false }
  const plain = (args: readonly (Value | undefined)[]) => args.map(arg => toTransferable(arg ?? NULL))
  if (isText(what)) {
    const script = text(what, usage, 'script')
    return given.length === 0 ? { ...nothing, script } : { ...nothing, callee: script, args: plain(given) }
  }
  if (!(what instanceof Callable)) throw wrongArgument(usage, 'script', 'a script or a function', what)
  let [callee, args] = [what, given]
  while (callee instanceof PartialFunction) {
    args = filledIn(callee, args)
    callee = callee.callee
  }
  const { definitions, callee: root } = shipped(context, new PartialFunction(callee, args))
  if (root.is !== 'partial' || root.callee.is !== 'lambda')
    return { ...nothing, definitions, callee: callee.name, args: plain(args) }
  // A lambda has no name by which it could be called there.
  const { captured, text: source } = root.callee
  const variables = captured.map(([name, value]): [string, unknown] => {
    if (value.is !== 'value') throw new ScriptError(`${usage}: ${name} within the function can't be sent.`)
    return [name, value.value]
  })
  const names = args.map((_, i) => `remoteArgument${i}`)
  const passed = plain(args).map((value, i): [string, unknown] => [names[i]!, value])
  return {
    ...nothing,
    variables: [...variables, ...passed],
    definitions: [...definitions, `remoteFunction = ${source}`],
    script: `remoteFunction(${names.join(', ')})`,
  }
}

// The arguments of the function within a partial application.
function filledIn({ fixed }: PartialFunction, given: readonly (Value | undefined)[]): (Value | undefined)[] {
  const rest = [...given]
  const all = fixed.map(value => (value === undefined && rest.length > 0 ? rest.shift() : value))
  return [...all, ...rest]
}

const remote = (name: string, parameters: string, doc: string, compress: boolean) =>
  define({
    name,
    signature: `${name}(conn, script, [${parameters}], ...)`,
    kind: 'system',
    doc,
    examples: [],
    run: (context, connection, what, ...args) => {
      const usage = `${name}(conn, script, ${parameters}...)`
      if (!(connection instanceof RemoteConnection))
        throw wrongArgument(usage, 'conn', 'a connection, as xdb gives it', connection)
      const value = connection.run(context, { ...runOf(context, usage, what, args), compress })
      return value === undefined ? NOTHING : fromTransferable(value)
    },
  })

export const remoteRun = remote(
  'remoteRun',
  'args',
  'Runs a script on the node of a connection; or calls a function there: one that it has, by its name in quotes, or one of this session, which is sent with the functions it needs.',
  false,
)

export const remoteRunCompatible = remote(
  'remoteRunCompatible',
  'args',
  'As remoteRun, whatever the version of the other node.',
  false,
)

export const remoteRunWithCompression = remote(
  'remoteRunWithCompression',
  'args',
  'As remoteRun, but tables go compressed.',
  true,
)
