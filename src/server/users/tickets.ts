import { hmac, sameBytes } from './password.ts'

/** What a ticket says; moments are milliseconds since 1970. */
export interface Ticket {
  readonly user: string
  readonly expires: number
  /** When the user's password was set: a ticket doesn't outlive it. */
  readonly passwordSet: number
  /** Where it is good, and only once, by its number; without it everywhere, until it expires. */
  readonly once?: { readonly node: string; readonly number: string }
}

/** A text that nobody without the secret can make or change. */
export function signedTicket(secret: Uint8Array, ticket: Ticket): string {
  const content = Buffer.from(JSON.stringify(ticket)).toString('base64url')
  return `${content}.${hmac(secret, content).toString('base64url')}`
}

/** What a ticket says, or null when it isn't ours. */
export function readTicket(secret: Uint8Array, text: string): Ticket | null {
  const [content, signature, ...more] = text.trim().split('.')
  if (!content || !signature || more.length > 0) return null
  if (!sameBytes(hmac(secret, content), Buffer.from(signature, 'base64url'))) return null
  return JSON.parse(Buffer.from(content, 'base64url').toString()) as Ticket
}
