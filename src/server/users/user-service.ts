import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Host } from '../../host/host.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { NANOTIMESTAMP, STRING, TIMESTAMP } from '../../values/data-type.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'
import { nullOf } from '../../values/null.ts'
import { toTransferable } from '../../values/transfer.ts'
import type { AuthMode } from './directory.ts'
import { GUEST, membersOf, SUPERUSER } from './directory.ts'
import type { Identities } from './identities.ts'
import { isKnown } from './own-directory.ts'
import { checkPassword, credentialsOf } from './password.ts'
import type { OpenUsers, Users } from './users.ts'

/** The users, if an administrator asks. @throws ScriptError */
type AsAdmin = (job: number, functionName: string) => Promise<OpenUsers>

/** Users and groups, as scripts reach them through the bridge. Nearly everything is for administrators. */
export function userService(host: Host, users: Users, identities: Identities): Service {
  const asAdmin: AsAdmin = async (job, functionName) => {
    const open = await users.open()
    open.access.requireAdmin(identities.actingAs(job), functionName)
    return open
  }
  const password = async (user: string, text: string) => {
    checkPassword(text, users.security.password)
    return {
      credentials: await credentialsOf(text, host.random),
      passwordKnown: isKnown(user, text),
      at: Number(host.clock.now()),
    }
  }
  return {
    async requireAdmin(job: number, functionName: string) {
      await asAdmin(job, functionName)
    },
    async createUser(
      job: number,
      name: string,
      secret: string,
      groups: readonly string[],
      isAdmin: boolean,
      authMode: AuthMode,
    ) {
      const { store } = await asAdmin(job, 'createUser')
      const set = await password(name, secret)
      await store.propose({ is: 'create user', name, isAdmin, groups, authMode, ...set })
    },
    async deleteUser(job: number, name: string) {
      const { store } = await asAdmin(job, 'deleteUser')
      if (name === identities.actingAs(job) && name !== SUPERUSER) {
        throw new ScriptError(`You can't delete yourself.`)
      }
      await store.propose({ is: 'delete user', name })
    },
    /** Names of all users but the super administrator. */
    async list(job: number) {
      const { store } = await asAdmin(job, 'getUserList')
      return [...store.directory.users.keys()].filter(name => name !== SUPERUSER).sort()
    },
    async limitJobs(job: number, name: string, limits: { priority?: number; parallelism?: number }) {
      const { store } = await asAdmin(
        job,
        limits.priority === undefined ? 'setMaxJobParallelism' : 'setMaxJobPriority',
      )
      await store.propose({ is: 'limit jobs', name, ...limits })
    },
    async changePassword(job: number, before: string, after: string) {
      const { store, authentication } = await users.open()
      const name = identities.userOf(job)
      const user = store.directory.users.get(name)
      if (name === GUEST || !user) throw new ScriptError('Log in first.')
      if (!(await authentication.hasPassword(user, before))) {
        throw new ScriptError('The old password is incorrect.')
      }
      await store.propose({ is: 'set password', name, ...(await password(name, after)) })
    },
    async resetPassword(job: number, name: string, secret: string) {
      const { store } = await asAdmin(job, 'resetPwd')
      await store.propose({ is: 'set password', name, ...(await password(name, secret)) })
    },
    ...groupMethods(asAdmin),
    ...lockMethods(asAdmin),
    passwordStatus: passwordStatus(asAdmin),
  }
}

function groupMethods(asAdmin: AsAdmin): Service {
  return {
    async createGroup(job: number, name: string, members: readonly string[]) {
      await (await asAdmin(job, 'createGroup')).store.propose({ is: 'create group', name, users: members })
    },
    async deleteGroup(job: number, name: string) {
      await (await asAdmin(job, 'deleteGroup')).store.propose({ is: 'delete group', name })
    },
    async addMembers(job: number, names: readonly string[], groups: readonly string[]) {
      const { store } = await asAdmin(job, 'addGroupMember')
      await store.propose({ is: 'add members', users: names, groups })
    },
    async removeMembers(job: number, names: readonly string[], groups: readonly string[]) {
      const { store } = await asAdmin(job, 'deleteGroupMember')
      await store.propose({ is: 'remove members', users: names, groups })
    },
    async groups(job: number) {
      return [...(await asAdmin(job, 'getGroupList')).store.directory.groups.keys()].sort()
    },
    async members(job: number, group: string) {
      const { directory } = (await asAdmin(job, 'getUsersByGroupId')).store
      if (!directory.groups.has(group)) throw new ScriptError(`The group [${group}] does not exist.`)
      return membersOf(directory, group).sort()
    },
    async groupsOf(job: number, name: string) {
      const user = (await asAdmin(job, 'getGroupsByUserId')).store.directory.users.get(name)
      if (!user) throw new ScriptError(`The user [${name}] does not exist.`)
      return user.groups
    },
  }
}

function lockMethods(asAdmin: AsAdmin): Service {
  const locking = async (job: number, name: string, locked: boolean) => {
    const { store, authentication } = await asAdmin(job, locked ? 'lockUser' : 'unlockUser')
    if (!authentication.failures) {
      throw new ScriptError('Locking users needs the configuration enhancedSecurityVerification=true.')
    }
    await store.propose({ is: 'lock user', name, locked })
    if (!locked) authentication.failures.forget(name)
  }
  return {
    lock: (job: number, name: string) => locking(job, name, true),
    unlock: (job: number, name: string) => locking(job, name, false),
    async locked(job: number) {
      const { store, authentication } = await asAdmin(job, 'getUserLockedStatus')
      const never = nullOf(TIMESTAMP)
      const rows = [
        ...[...store.directory.users.values()]
          .filter(user => user.locked)
          .map(user => [user.name, '*', never, never] as const),
        ...(authentication.failures?.locked() ?? []).map(
          ({ user, ip, from, until }) => [user, ip, from, until] as const,
        ),
      ]
      return toTransferable(
        tableOfRows(
          [
            ['user', STRING, ([user]) => user],
            ['IP', STRING, ([, address]) => address],
            ['lockTime', TIMESTAMP, ([, , from]) => from],
            ['unlockTime', TIMESTAMP, ([, , , until]) => until],
          ],
          rows,
        ),
      )
    },
  }
}

function passwordStatus(asAdmin: AsAdmin) {
  return async (job: number, name: string | null) => {
    const { directory } = (await asAdmin(job, 'getUserPasswordStatus')).store
    const found = [...directory.users.values()].filter(user =>
      name === null ? user.name !== SUPERUSER : user.name === name,
    )
    return toTransferable(
      tableOfRows(
        [
          ['user', STRING, user => user.name],
          ['setTime', NANOTIMESTAMP, user => BigInt(user.passwordSet) * 1_000_000n],
          ['expireTime', NANOTIMESTAMP, () => nullOf(NANOTIMESTAMP)],
          ['authMode', STRING, user => user.authMode.toUpperCase()],
        ],
        found,
      ),
    )
  }
}
