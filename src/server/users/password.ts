import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import type { Random } from '../../host/random.ts'
import { ScriptError } from '../../runtime/script-error.ts'

/**
 * What is kept of a password: enough to check it, and to take part in SCRAM-SHA-256 (RFC 5802, 7677), not enough to know
 * it. Bytes are in base64.
 */
export interface Credentials {
  readonly salt: string
  readonly iterations: number
  readonly storedKey: string
  readonly serverKey: string
}

const ITERATIONS = 100_000
const LONGEST = 256

export const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest()

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** Whether two byte strings are the same, in a time that tells nothing of where they differ. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)

// One at a time: the threads that hash also read and write files.
let last: Promise<unknown> = Promise.resolve()

function saltedPassword(password: string, salt: Uint8Array, iterations: number): Promise<Buffer> {
  const hashed = last.then(
    () =>
      new Promise<Buffer>((resolve, reject) =>
        pbkdf2(password, salt, iterations, 32, 'sha256', (error, key) =>
          error ? reject(error) : resolve(key),
        ),
      ),
  )
  last = hashed.catch(() => {})
  return hashed
}

export async function credentialsOf(password: string, random: Random): Promise<Credentials> {
  const salt = random.bytes(16)
  const salted = await saltedPassword(password, salt, ITERATIONS)
  return {
    salt: Buffer.from(salt).toString('base64'),
    iterations: ITERATIONS,
    storedKey: sha256(hmac(salted, 'Client Key')).toString('base64'),
    serverKey: hmac(salted, 'Server Key').toString('base64'),
  }
}

export async function isPassword(password: string, credentials: Credentials): Promise<boolean> {
  if (password.length > LONGEST) return false
  const salted = await saltedPassword(
    password,
    Buffer.from(credentials.salt, 'base64'),
    credentials.iterations,
  )
  return sameBytes(sha256(hmac(salted, 'Client Key')), Buffer.from(credentials.storedKey, 'base64'))
}

/** Credentials that no password has, the same for the same name: who asks can't tell that there is no such user. */
export function credentialsOfNobody(secret: Uint8Array, name: string): Credentials {
  const bytes = hmac(secret, `nobody ${name}`)
  return {
    salt: bytes.subarray(0, 16).toString('base64'),
    iterations: ITERATIONS,
    storedKey: sha256(bytes).toString('base64'),
    serverKey: hmac(bytes, 'server').toString('base64'),
  }
}

/** What a password has to be like. Null: anything that has a length. */
export interface PasswordPolicy {
  readonly least: number
  readonly most: number
  readonly upperCase: number
  readonly lowerCase: number
  readonly digits: number
  readonly special: number
}

/** @throws ScriptError that says what is missing. */
export function checkPassword(password: string, policy: PasswordPolicy | null): void {
  if (password === '') throw new ScriptError('The password is empty.')
  if (/[\s\p{Cc}]/u.test(password)) {
    throw new ScriptError("A password can't contain spaces or control characters.")
  }
  if (password.length > LONGEST) throw new ScriptError(`A password has at most ${LONGEST} characters.`)
  if (policy === null) return
  const count = (pattern: RegExp) => password.match(pattern)?.length ?? 0
  if (password.length < policy.least || password.length > policy.most) {
    throw new ScriptError(`A password has ${policy.least} to ${policy.most} characters.`)
  }
  const kinds: readonly (readonly [number, RegExp, string])[] = [
    [policy.upperCase, /[A-Z]/g, 'capital letter'],
    [policy.lowerCase, /[a-z]/g, 'small letter'],
    [policy.digits, /[0-9]/g, 'digit'],
    [policy.special, /[!-/:-@[-`{-~]/g, 'special character'],
  ]
  for (const [least, pattern, kind] of kinds) {
    if (count(pattern) < least) {
      throw new ScriptError(`A password has at least ${least} ${kind}${least === 1 ? '' : 's'}.`)
    }
  }
}
