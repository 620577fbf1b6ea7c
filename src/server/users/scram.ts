import { type Credentials, hmac, sameBytes, sha256 } from './password.ts'

/** What both sides sign (RFC 5802, section 3), as DolphinDB's clients write it. */
export function authMessage(
  user: string,
  clientNonce: string,
  combinedNonce: string,
  { salt, iterations }: Credentials,
): string {
  return `n=${user},r=${clientNonce},r=${combinedNonce},s=${salt},i=${iterations},c=biws,r=${combinedNonce}`
}

/** The server's signature in base64 when the client has proved that it knows the password, else null. */
export function serverSignature(credentials: Credentials, message: string, proof: string): string | null {
  const storedKey = Buffer.from(credentials.storedKey, 'base64')
  const signature = hmac(storedKey, message)
  const given = Buffer.from(proof, 'base64')
  if (given.length !== signature.length) return null
  const clientKey = given.map((byte, i) => byte ^ signature[i]!)
  if (!sameBytes(sha256(clientKey), storedKey)) return null
  return hmac(Buffer.from(credentials.serverKey, 'base64'), message).toString('base64')
}
