import { constants, generateKeyPair, type KeyObject, privateDecrypt } from 'node:crypto'

/** The key pair with which clients hide names and passwords on their way here; new at every start. */
export class DynamicKey {
  #pair: Promise<{ publicKey: KeyObject; privateKey: KeyObject }> | null = null

  #keys() {
    return (this.#pair ??= new Promise((resolve, reject) =>
      generateKeyPair('rsa', { modulusLength: 2048 }, (error, publicKey, privateKey) =>
        error ? reject(error) : resolve({ publicKey, privateKey }),
      ),
    ))
  }

  /** As SubjectPublicKeyInfo in PEM. */
  async publicKey(): Promise<string> {
    return (await this.#keys()).publicKey.export({ type: 'spki', format: 'pem' }) as string
  }

  /** The text that was encrypted by RSAES-PKCS1-v1_5 and written in base64, or null. */
  async decrypt(base64: string): Promise<string | null> {
    const { privateKey } = await this.#keys()
    const bytes = Buffer.from(base64.replaceAll(/\s/g, ''), 'base64')
    if (bytes.length !== 256) return null
    try {
      // Node refuses to strip this padding, for its errors tell attackers what they want to know. Here every error is
      // the same one: the user name or password is incorrect.
      return unpadded(privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, bytes))
    } catch {
      return null
    }
  }
}

// 00 02, at least eight bytes that aren't zero, 00, the text. Every byte is looked at, wherever the zero is.
function unpadded(block: Uint8Array): string | null {
  let end = 0
  for (let i = block.length - 1; i >= 2; i--) if (block[i] === 0) end = i
  const right = Number(block[0] === 0) & Number(block[1] === 2) & Number(end >= 10)
  return right ? new TextDecoder().decode(block.subarray(end + 1)) : null
}
