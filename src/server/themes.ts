import * as logins from './users/login-functions.ts'
import * as privileges from './users/privilege-functions.ts'
import * as users from './users/user-functions.ts'

/** What a node adds to the language beside databases: people and what they run. */
export const themes: readonly Readonly<Record<string, unknown>>[] = [logins, users, privileges]
