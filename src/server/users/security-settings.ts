import type { PasswordPolicy } from './password.ts'

/** What the configuration says of security, by DolphinDB's names. */
export interface SecuritySettings {
  /** Guests may run nothing but what is needed to log in. */
  readonly clientAuth: boolean
  /** Sessions that are idle for longer than their limit end. */
  readonly strict: boolean
  readonly password: PasswordPolicy | null
  /** Null: wrong passwords lock nobody out. */
  readonly lockout: { readonly attempts: number; readonly minutes: number } | null
}

const isTrue = (text: string | undefined) => text === '1' || text?.toLowerCase() === 'true'

export function securitySettings(config: ReadonlyMap<string, string>): SecuritySettings {
  const number = (key: string, fallback: number) => {
    const given = config.get(key)
    return given === undefined || Number.isNaN(Number(given)) ? fallback : Number(given)
  }
  const enhanced = isTrue(config.get('enhancedSecurityVerification'))
  return {
    clientAuth: isTrue(config.get('enableClientAuth')),
    strict: isTrue(config.get('strictSecurityPolicy')),
    password: enhanced
      ? {
          least: number('passwordMinLength', 6),
          most: number('passwordMaxLength', 20),
          upperCase: number('passwordMinUpperCase', 1),
          lowerCase: number('passwordMinLowerCase', 0),
          digits: number('passwordMinDigital', 0),
          special: number('passwordMinSpecial', 1),
        }
      : null,
    lockout: enhanced
      ? { attempts: number('failedLoginAttempts', 5), minutes: number('failedLoginLockTime', 10) }
      : null,
  }
}
