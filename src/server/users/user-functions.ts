import { asking } from '../../engine/bridge/bridge.ts'
import { integer, text, texts, truth } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { NOTHING, Scalar } from '../../values/forms/scalar.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'

const ask = asking('users')

// Names that may be left out.
const someTexts = (value: Value | undefined, usage: string, parameter: string): string[] =>
  value === undefined || (value instanceof Scalar && value.isNull)
    ? []
    : texts(value, usage, parameter).filter(name => name !== '')

export const createUser = define({
  name: 'createUser',
  signature: "createUser(userId, password, [groupIds], [isAdmin=false], [authMode='sha256'])",
  kind: 'system',
  doc: 'Makes a user, a member of those groups. For administrators.',
  examples: [['createUser(`exampleUser, "Qb0507#$"); getUserList().find("exampleUser") >= 0', 'true']],
  run: (context, user, password, groups, isAdmin, mode) => {
    const usage = 'createUser(userId, password)'
    const authMode = text(mode, usage, 'authMode', 'sha256').toLowerCase()
    if (authMode !== 'sha256' && authMode !== 'scram') {
      throw new ScriptError(`authMode is sha256 or scram, not ${authMode.slice(0, 40)}.`)
    }
    ask(
      context,
      'createUser',
      text(user, usage, 'userId'),
      text(password, usage, 'password'),
      someTexts(groups, usage, 'groupIds'),
      truth(isAdmin, usage, 'isAdmin', false),
      authMode,
    )
    return NOTHING
  },
})

export const deleteUser = define({
  name: 'deleteUser',
  signature: 'deleteUser(userId)',
  kind: 'system',
  doc: 'Deletes a user. For administrators.',
  examples: [],
  run: (context, user) => {
    ask(context, 'deleteUser', text(user, 'deleteUser(userId)', 'userId'))
    return NOTHING
  },
})

export const createGroup = define({
  name: 'createGroup',
  signature: 'createGroup(groupId, [userIds])',
  kind: 'system',
  doc: 'Makes a group of users, who all have its privileges. For administrators.',
  examples: [['createGroup(`exampleGroup); getUsersByGroupId(`exampleGroup).size()', '0']],
  run: (context, group, users) => {
    const usage = 'createGroup(groupId, [userIds])'
    ask(context, 'createGroup', text(group, usage, 'groupId'), someTexts(users, usage, 'userIds'))
    return NOTHING
  },
})

export const deleteGroup = define({
  name: 'deleteGroup',
  signature: 'deleteGroup(groupName)',
  kind: 'system',
  doc: 'Deletes a group; its members stay. For administrators.',
  examples: [],
  run: (context, group) => {
    ask(context, 'deleteGroup', text(group, 'deleteGroup(groupName)', 'groupName'))
    return NOTHING
  },
})

const membership = (name: 'addGroupMember' | 'deleteGroupMember', method: string, doc: string) =>
  define({
    name,
    signature: `${name}(userIds, groupIds)`,
    kind: 'system',
    doc,
    examples: [],
    run: (context, users, groups) => {
      const usage = `${name}(userIds, groupIds)`
      ask(context, method, texts(users, usage, 'userIds'), texts(groups, usage, 'groupIds'))
      return NOTHING
    },
  })

export const addGroupMember = membership(
  'addGroupMember',
  'addMembers',
  'Puts one user into groups, or several users into one. For administrators.',
)

export const deleteGroupMember = membership(
  'deleteGroupMember',
  'removeMembers',
  'Takes one user out of groups, or several users out of one. For administrators.',
)

export const changePwd = define({
  name: 'changePwd',
  signature: 'changePwd(oldPwd, newPwd)',
  kind: 'system',
  doc: 'Changes the password of the session’s user. Tickets that he got before are void.',
  examples: [],
  run: (context, before, after) => {
    const usage = 'changePwd(oldPwd, newPwd)'
    ask(context, 'changePassword', text(before, usage, 'oldPwd'), text(after, usage, 'newPwd'))
    return NOTHING
  },
})

export const resetPwd = define({
  name: 'resetPwd',
  signature: 'resetPwd(userId, newPwd)',
  kind: 'system',
  doc: 'Gives a user a new password. For administrators.',
  examples: [],
  run: (context, user, password) => {
    const usage = 'resetPwd(userId, newPwd)'
    ask(context, 'resetPassword', text(user, usage, 'userId'), text(password, usage, 'newPwd'))
    return NOTHING
  },
})

const names = (name: string, signature: string, doc: string, method: string) =>
  define({
    name,
    signature,
    kind: 'system',
    doc,
    examples: [],
    run: (context, of) => {
      const args = of === undefined ? [] : [text(of, signature, 'name')]
      return StringVector.of(ask<string[]>(context, method, ...args))
    },
  })

export const getUserList = names(
  'getUserList',
  'getUserList()',
  'The names of all users but the super administrator. For administrators.',
  'list',
)

export const getGroupList = names(
  'getGroupList',
  'getGroupList()',
  'The names of all groups. For administrators.',
  'groups',
)

export const getUsersByGroupId = names(
  'getUsersByGroupId',
  'getUsersByGroupId(groupId)',
  'The names of a group’s members. For administrators.',
  'members',
)

export const getGroupsByUserId = names(
  'getGroupsByUserId',
  'getGroupsByUserId(userId)',
  'The names of a user’s groups. For administrators.',
  'groupsOf',
)

export const lockUser = define({
  name: 'lockUser',
  signature: 'lockUser(userId)',
  kind: 'system',
  doc: 'Keeps a user from logging in. For administrators, with the configuration enhancedSecurityVerification=true.',
  examples: [],
  run: (context, user) => {
    ask(context, 'lock', text(user, 'lockUser(userId)', 'userId'))
    return NOTHING
  },
})

export const unlockUser = define({
  name: 'unlockUser',
  signature: 'unlockUser(userId)',
  kind: 'system',
  doc: 'Lets a user log in again, be it that an administrator or that wrong passwords locked him out. For administrators.',
  examples: [],
  run: (context, user) => {
    ask(context, 'unlock', text(user, 'unlockUser(userId)', 'userId'))
    return NOTHING
  },
})

export const getUserLockedStatus = define({
  name: 'getUserLockedStatus',
  signature: 'getUserLockedStatus()',
  kind: 'system',
  doc: 'A table of users who are locked out, and from which address; * is everywhere. For administrators.',
  examples: [['getUserLockedStatus().columnNames()', '["user","IP","lockTime","unlockTime"]']],
  run: context => fromTransferable(ask(context, 'locked')),
})

export const getUserPasswordStatus = define({
  name: 'getUserPasswordStatus',
  signature: 'getUserPasswordStatus([user])',
  kind: 'system',
  doc: 'A table of when passwords were set. For administrators.',
  examples: [['getUserPasswordStatus("admin").columnNames()', '["user","setTime","expireTime","authMode"]']],
  run: (context, user) => {
    const name = user === undefined ? null : text(user, 'getUserPasswordStatus([user])', 'user')
    return fromTransferable(ask(context, 'passwordStatus', name))
  },
})

export const setMaxJobPriority = define({
  name: 'setMaxJobPriority',
  signature: 'setMaxJobPriority(userId, maxPriority)',
  kind: 'system',
  doc: 'The highest priority (0 to 8) that a user’s jobs may have. For administrators.',
  examples: [],
  run: (context, user, most) => {
    const usage = 'setMaxJobPriority(userId, maxPriority)'
    const priority = integer(most, usage, 'maxPriority')
    if (priority < 0 || priority > 8) {
      throw new ScriptError('The job priority must be between 0 and 8.', { refId: 'S04008' })
    }
    ask(context, 'limitJobs', text(user, usage, 'userId'), { priority })
    return NOTHING
  },
})

export const setMaxJobParallelism = define({
  name: 'setMaxJobParallelism',
  signature: 'setMaxJobParallelism(userId, maxParallelism)',
  kind: 'system',
  doc: 'How many parts of a user’s job may run at once (1 to 64). For administrators.',
  examples: [],
  run: (context, user, most) => {
    const usage = 'setMaxJobParallelism(userId, maxParallelism)'
    const parallelism = integer(most, usage, 'maxParallelism')
    if (parallelism < 1 || parallelism > 64) {
      throw new ScriptError('The job parallelism must be between 1 and 64.', { refId: 'S04006' })
    }
    ask(context, 'limitJobs', text(user, usage, 'userId'), { parallelism })
    return NOTHING
  },
})
