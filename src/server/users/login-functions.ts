import { asking } from '../../engine/bridge/bridge.ts'
import { text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { DURATION, isTemporal, TIMESTAMP } from '../../values/data-type.ts'
import { bool, int, long, NOTHING, NULL, Scalar, string, TRUE } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'

const ask = asking('login')

export const login = define({
  name: 'login',
  signature: 'login(userId, password, [encrypted=false])',
  kind: 'system',
  doc: 'From here on the session has the rights of that user. With encrypted=true both are encrypted with the key of getDynamicPublicKey (RSA, PKCS#1 v1.5) and written in base64.',
  examples: [],
  run: (context, user, password, encrypted) => {
    const usage = 'login(userId, password)'
    const [name, secret] = [text(user, usage, 'userId'), text(password, usage, 'password')]
    ask(context, 'login', name, secret, truth(encrypted, usage, 'encrypted', false))
    return TRUE
  },
})

export const logout = define({
  name: 'logout',
  signature: 'logout([userId], [sessionOnly=true])',
  kind: 'system',
  doc: 'The session is a guest again; with sessionOnly=false all sessions of its user. An administrator may log out another user.',
  examples: [],
  run: (context, user, sessionOnly) => {
    const isNone = user === undefined || (user instanceof Scalar && user.isNull)
    const name = isNone ? null : text(user, 'logout', 'userId')
    ask(context, 'logout', name, truth(sessionOnly, 'logout', 'sessionOnly', true))
    return NOTHING
  },
})

export const getCurrentSessionAndUser = define({
  name: 'getCurrentSessionAndUser',
  signature: 'getCurrentSessionAndUser()',
  kind: 'system',
  doc: 'A tuple of the session (LONG), its user (guest before logging in), and the address and port of its client.',
  examples: [['getCurrentSessionAndUser()[1]', 'admin']],
  run: context => {
    const current = ask<{ session: number; user: string; ip: string; port: number }>(context, 'current')
    const { session, user, ip, port } = current
    return new Tuple([long(BigInt(session)), string(user), string(ip), int(port)])
  },
})

// Milliseconds of a moment as the node's people write it.
function moment(value: Value | undefined, usage: string): number {
  if (value instanceof Scalar && isTemporal(value.type) && !value.isNull) {
    return Number(castScalar(value, TIMESTAMP).raw)
  }
  throw wrongArgument(usage, 'expire', 'a DATETIME', value)
}

export const getAuthenticatedUserTicket = define({
  name: 'getAuthenticatedUserTicket',
  signature: 'getAuthenticatedUserTicket([expire])',
  kind: 'system',
  doc: 'A text with which the user can log in by authenticateByTicket, here and on the other nodes, until expire (a week from now if it is left out), or until his password changes.',
  examples: [],
  run: (context, expire) => {
    const until = expire === undefined ? null : moment(expire, 'getAuthenticatedUserTicket([expire])')
    return string(ask(context, 'ticket', until))
  },
})

export const getNodePass = define({
  name: 'getNodePass',
  signature: 'getNodePass(alias)',
  kind: 'system',
  doc: 'A text with which the user can log in on the node of that alias by authenticateByTicket: once, within half a minute. With it a page leads to another node’s.',
  examples: [],
  run: (context, alias) => string(ask(context, 'pass', text(alias, 'getNodePass(alias)', 'alias'))),
})

export const generateUserTicket = define({
  name: 'generateUserTicket',
  signature: 'generateUserTicket(userName, expire)',
  kind: 'system',
  doc: 'A ticket for another user; for administrators.',
  examples: [],
  run: (context, user, expire) => {
    const usage = 'generateUserTicket(userName, expire)'
    return string(ask(context, 'ticketOf', text(user, usage, 'userName'), moment(expire, usage)))
  },
})

export const authenticateByTicket = define({
  name: 'authenticateByTicket',
  signature: 'authenticateByTicket(ticket)',
  kind: 'system',
  doc: 'Logs in by a ticket from getAuthenticatedUserTicket.',
  examples: [],
  run: (context, ticket) => {
    ask(context, 'loginByTicket', text(ticket, 'authenticateByTicket(ticket)', 'ticket'))
    return TRUE
  },
})

export const getDynamicPublicKey = define({
  name: 'getDynamicPublicKey',
  signature: 'getDynamicPublicKey()',
  kind: 'system',
  doc: 'The RSA key (PEM, SubjectPublicKeyInfo) under which clients send names and passwords. New at every start of the node.',
  examples: [['getDynamicPublicKey().startsWith("-----BEGIN PUBLIC KEY-----")', 'true']],
  run: context => string(ask(context, 'publicKey')),
})

export const scramClientFirst = define({
  name: 'scramClientFirst',
  signature: 'scramClientFirst(user, cnonce)',
  kind: 'system',
  doc: 'Begins a log-in by SCRAM-SHA-256 (RFC 5802, 7677): a tuple of salt (base64), iterations (INT) and the combined nonce.',
  examples: [],
  run: (context, user, nonce) => {
    const usage = 'scramClientFirst(user, cnonce)'
    const first = ask<{ salt: string; iterations: number; nonce: string }>(
      context,
      'scramFirst',
      text(user, usage, 'user'),
      text(nonce, usage, 'cnonce'),
    )
    return new Tuple([string(first.salt), int(first.iterations), string(first.nonce)])
  },
})

export const scramClientFinal = define({
  name: 'scramClientFinal',
  signature: 'scramClientFinal(user, combinedNonce, clientProof)',
  kind: 'system',
  doc: 'Ends a log-in by SCRAM-SHA-256: the server’s signature (base64) if the proof is right.',
  examples: [],
  run: (context, user, nonce, proof) => {
    const usage = 'scramClientFinal(user, combinedNonce, clientProof)'
    const args = [
      text(user, usage, 'user'),
      text(nonce, usage, 'combinedNonce'),
      text(proof, usage, 'clientProof'),
    ]
    return string(ask(context, 'scramFinal', ...args))
  },
})

export const isLoggedIn = define({
  name: 'isLoggedIn',
  signature: 'isLoggedIn(userId)',
  kind: 'system',
  doc: 'Whether a client of this node is logged in as that user.',
  examples: [['isLoggedIn("nobody")', 'false']],
  run: (context, user) => {
    const name = text(user, 'isLoggedIn(userId)', 'userId')
    return bool(ask<string[]>(context, 'loggedIn').includes(name))
  },
})

export const getAuthenticatedUsers = define({
  name: 'getAuthenticatedUsers',
  signature: 'getAuthenticatedUsers()',
  kind: 'system',
  doc: 'The names of users who are logged in.',
  examples: [],
  run: context => StringVector.of(ask<string[]>(context, 'loggedIn')),
})

export const isClientAuth = define({
  name: 'isClientAuth',
  signature: 'isClientAuth()',
  kind: 'system',
  doc: 'Whether guests have to log in before they may run scripts (configuration enableClientAuth).',
  examples: [['isClientAuth()', 'false']],
  run: context => bool(ask(context, 'clientAuth')),
})

export const isDefaultPassword = define({
  name: 'isDefaultPassword',
  signature: 'isDefaultPassword()',
  kind: 'system',
  doc: 'Whether the user admin still has the password from the documentation, which everybody knows.',
  examples: [],
  run: context => bool(ask(context, 'passwordKnown')),
})

export const getSessionExpiredTime = define({
  name: 'getSessionExpiredTime',
  signature: 'getSessionExpiredTime()',
  kind: 'system',
  doc: 'For how long a session may ask for nothing before it is ended; null: for ever.',
  examples: [],
  run: context => {
    const limit = ask<number | null>(context, 'idleLimit')
    if (limit === null) return NULL
    const hours = limit / 3_600_000
    return new Scalar(
      DURATION,
      Number.isInteger(hours)
        ? { amount: hours, unit: 'H' }
        : { amount: Math.round(limit / 1000), unit: 's' },
    )
  },
})

export const setSessionExpiredTime = define({
  name: 'setSessionExpiredTime',
  signature: 'setSessionExpiredTime(expire)',
  kind: 'system',
  doc: 'For how long a session may ask for nothing before it is ended. For administrators, with the configuration strictSecurityPolicy=true.',
  examples: [],
  run: (context, expire) => {
    if (!(expire instanceof Scalar) || expire.type !== DURATION) {
      throw wrongArgument('setSessionExpiredTime(expire)', 'expire', 'a DURATION', expire)
    }
    ask(context, 'setIdleLimit', millisecondsOf(expire))
    return NOTHING
  },
})

const unitLengths: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  H: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
}

function millisecondsOf(duration: Scalar): number {
  const { amount, unit } = duration.raw as unknown as { amount: number; unit: string }
  const length = unitLengths[unit]
  if (length === undefined || amount <= 0) {
    throw new ScriptError('expire is a positive DURATION in ms, s, m, H, d or w.')
  }
  return amount * length
}

const NO_OAUTH = 'login by OAuth is not there; login(userId, password) is, and authenticateByTicket.'

export const oauthLogin = define({
  name: 'oauthLogin',
  signature: 'oauthLogin(oauthType, params)',
  kind: 'system',
  doc: 'Logs in by what an OAuth server has answered. This node knows none: it refuses.',
  examples: [],
  run: (_, type) => {
    const kinds = ['authorization code', 'authentication code', 'implicit', 'client credentials']
    const kind = text(type, 'oauthLogin(oauthType, params)', 'oauthType')
    if (!kinds.includes(kind)) {
      throw wrongArgument('oauthLogin(oauthType, params)', 'oauthType', `one of ${kinds.join(', ')}`, type)
    }
    throw new ScriptError(`oauthLogin: ${NO_OAUTH}`)
  },
})

export const authenticateBySession = define({
  name: 'authenticateBySession',
  signature: 'authenticateBySession(session)',
  kind: 'system',
  doc: 'Logs in by a session of an OAuth server. This node knows none: it refuses.',
  examples: [],
  run: () => {
    throw new ScriptError(`authenticateBySession: ${NO_OAUTH}`)
  },
})
