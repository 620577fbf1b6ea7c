import type { PrivilegeName } from '../../runtime/access-codes.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type Privilege, privilegeNamed } from './privileges.ts'

/** A privilege of a user or group on an object: a path, a name, `*` for all, or a beginning with `*` behind it. */
export interface Rule {
  readonly privilege: PrivilegeName
  readonly object: string
  readonly effect: 'allow' | 'deny'
}

export type Permission = 'allow' | 'deny' | 'none'

/** Whether what is called `wide` holds `narrow`, and more: all, a database its tables, a module its views. */
export function covers(wide: string, narrow: string): boolean {
  if (wide === narrow) return false
  if (wide === '*') return true
  return wide.endsWith('::*') ? narrow.startsWith(wide.slice(0, -1)) : narrow.startsWith(`${wide}/`)
}

/**
 * Rules with one more. What was said before of narrower objects is void. @throws ScriptError when it would allow a part
 * of what is denied as a whole.
 */
export function withRule(
  rules: readonly Rule[],
  privilege: Privilege,
  object: string,
  effect: 'allow' | 'deny',
): Rule[] {
  const related = (rule: Rule) => privilegeNamed(rule.privilege).action === privilege.action
  if (effect === 'allow') {
    const denied = rules.find(
      rule =>
        related(rule) && rule.effect === 'deny' && covers(rule.object, object) && rule.object !== object,
    )
    if (denied) {
      throw new ScriptError(`Invalid grant: grant [${object}] and [deny ${denied.object}] are in conflict`)
    }
  }
  // Beginnings of names of databases that somebody may make stand beside each other; all of them need no other.
  if (privilege.name === 'DB_OWNER' && object !== '*' && rules.some(rule => isAllOwner(rule)))
    return [...rules]
  return [...withoutRule(rules, privilege, object), { privilege: privilege.name, object, effect }]
}

const isAllOwner = (rule: Rule) =>
  rule.privilege === 'DB_OWNER' && rule.object === '*' && rule.effect === 'allow'

/** Rules without what they say of an object and all it holds. What they say of wider ones stays. */
export function withoutRule(rules: readonly Rule[], privilege: Privilege, object: string): Rule[] {
  return rules.filter(rule => {
    if (rule.privilege === privilege.name && rule.object === object) return false
    return !(privilegeNamed(rule.privilege).action === privilege.action && covers(object, rule.object))
  })
}

/** Rules without what they say about an action on an object and all it holds, whatever the privilege. */
export const withoutAction = (rules: readonly Rule[], { action }: Privilege, object: string): Rule[] =>
  rules.filter(
    rule =>
      privilegeNamed(rule.privilege).action !== action ||
      !(rule.object === object || covers(object, rule.object)),
  )

/** Rules without any on an object that is gone, or on a part of it. Who may make databases keeps that. */
export const forgetting = (rules: readonly Rule[], object: string): Rule[] =>
  rules.filter(
    rule => rule.privilege === 'DB_OWNER' || !(rule.object === object || covers(object, rule.object)),
  )

/**
 * What rules, of a user and all his groups, say about an action. `objects` are all names that cover the thing in
 * question, and its own. One denial outweighs all grants.
 */
export function permission(rules: Iterable<Rule>, action: string, objects: readonly string[]): Permission {
  let allowed = false
  for (const rule of rules) {
    if (privilegeNamed(rule.privilege).action !== action || !objects.some(name => names(rule, name))) continue
    if (rule.effect === 'deny') return 'deny'
    allowed = true
  }
  return allowed ? 'allow' : 'none'
}

const names = ({ object }: Rule, name: string): boolean =>
  object === name ||
  (object.endsWith('*') && object !== '*' && name.startsWith(object.slice(0, -1)) && name !== '*')
