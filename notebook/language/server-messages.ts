/**
 * What a node says to its pages, and the same in Chinese. `{name}` stands for any text, which is itself translated where it is one
 * of these.
 */
export const serverMessages: readonly (readonly [english: string, chinese: string])[] = [
  // The connection.
  ['The connection to the node was lost.', '与节点的连接已断开。'],
  ['{node} did not answer within {time} ms.', '{node} 在 {time} 毫秒内没有应答。'],
  ['The call was cancelled.', '调用已取消。'],
  ['The task was cancelled.', '任务已取消。'],
  ['The user name or password is incorrect.', '用户名或密码不正确。'],
  ['The user [{user}] is locked. Contact an administrator.', '用户 [{user}] 已被锁定，请联系管理员。'],
  ['The ticket is invalid.', '登录凭证无效。'],
  ['The ticket has expired.', '登录凭证已过期。'],
  ['Only administrators execute function {name}.', '只有管理员可以执行函数 {name}。'],
  ['Not granted to execute scripts', '没有执行脚本的权限'],

  // Notebooks and their results.
  ['There is no notebook {name}.', '没有名为 {name} 的笔记本。'],
  ['There is a notebook {name} already.', '已有名为 {name} 的笔记本。'],
  ['The notebook {name} has no version {version}.', '笔记本 {name} 没有版本 {version}。'],
  [
    'The notebook {name} was saved by somebody else meanwhile: load it, or save under another name.',
    '笔记本 {name} 已被其他人保存：请重新载入，或以其他名称保存。',
  ],
  ['A notebook is at most 16 MiB.', '笔记本最大为 16 MiB。'],
  [
    "A notebook's name is up to 100 letters, digits, blanks, '_', '.' and '-', not {name}.",
    '笔记本的名称最多 100 个字符，由字母、数字、空格、“_”、“.”和“-”组成，不能是 {name}。',
  ],
  [
    'There is no kept result {id}: it was dropped, or its session ended.',
    '结果 {id} 已不存在：它已被清除，或其会话已结束。',
  ],
  ['The table has no column {name}.', '表中没有列 {name}。'],
  [
    'The filter is to be a condition on columns, such as price > 10.',
    '筛选应是关于列的条件，例如 price > 10。',
  ],
  ["The filter isn't a condition: {reason}.", '筛选不是一个条件：{reason}。'],

  // The configuration.
  ['{key}={value}: {kind} is expected.', '{key}={value}：应为{kind}。'],
  ['there is no parameter {key}. Did you mean {other}?', '没有配置项 {key}。是否想写 {other}？'],
  ['there is no parameter {key}.', '没有配置项 {key}。'],
  ['key=value is expected.', '应为 key=value 的形式。'],
  ['a text', '文本'],
  ['a path', '路径'],
  ['true or false (1 or 0)', 'true 或 false（1 或 0）'],
  ['a whole number of at least {least}', '不小于 {least} 的整数'],
  ['a whole number from {least} to {most}', '{least} 到 {most} 的整数'],
  ['a number of at least {least}', '不小于 {least} 的数'],
  ['a number from {least} to {most}', '{least} 到 {most} 的数'],
  ['one of {words}', '{words} 之一'],
  ['a list of sites, host:port:alias:role, with commas between', '以逗号分隔的地址列表 host:port:alias:role'],
  ['a site, host:port:alias,', '地址 host:port:alias'],
  ['a site, host:port:alias', '地址 host:port:alias'],
  ['There is no column {name}: {columns} are expected.', '没有列 {name}：应为 {columns}。'],
  ['The column mode is missing.', '缺少列 mode。'],
  ['{count} columns are expected: {columns}.', '应有 {count} 列：{columns}。'],
  ['mode is one of {words}, not "{mode}".', 'mode 应为 {words} 之一，而不是“{mode}”。'],
  ['{key} stands here twice: it is {place}.', '{key} 出现了两次：另一处为 {place}。'],

  // Nodes.
  ['{alias}: It ended at once ({code}). {log}', '{alias}：启动后立即退出（{code}）。{log}'],
  ['{alias}: It was not there after {time} s. {log}', '{alias}：{time} 秒后仍未启动。{log}'],
  ['There is no node {alias} in the cluster.', '集群中没有节点 {alias}。'],
  ['There is no node {alias} here.', '此处没有节点 {alias}。'],
  ['The controllers did not change in time.', '控制节点未能及时变更。'],
  ['{name} can only be called on a controller.', '{name} 只能在控制节点上调用。'],
  ['{name}: a single node has no cluster.', '{name}：单节点没有集群。'],

  // Users, groups and their privileges.
  ['The user [{name}] already exists.', '用户 [{name}] 已存在。'],
  ['The user [{name}] does not exist.', '用户 [{name}] 不存在。'],
  ['The group [{name}] already exists.', '组 [{name}] 已存在。'],
  ['The group [{name}] does not exist.', '组 [{name}] 不存在。'],
  ['There is no user or group [{name}].', '没有用户或组 [{name}]。'],
  ["The super administrator can't be deleted.", '超级管理员不能删除。'],
  ["The privileges of the super administrator can't be changed.", '超级管理员的权限不能更改。'],
  ["You can't delete yourself.", '不能删除自己。'],
  ['The old password is incorrect.', '原密码不正确。'],
  ['The password is empty.', '密码为空。'],
  ["A password can't contain spaces or control characters.", '密码不能包含空格或控制字符。'],
  ['A password has at most {most} characters.', '密码最多 {most} 个字符。'],
  ['A password has {least} to {most} characters.', '密码应有 {least} 到 {most} 个字符。'],
  ['A password has at least {count} capital letter.', '密码至少包含 {count} 个大写字母。'],
  ['A password has at least {count} capital letters.', '密码至少包含 {count} 个大写字母。'],
  ['A password has at least {count} small letter.', '密码至少包含 {count} 个小写字母。'],
  ['A password has at least {count} small letters.', '密码至少包含 {count} 个小写字母。'],
  ['A password has at least {count} digit.', '密码至少包含 {count} 个数字。'],
  ['A password has at least {count} digits.', '密码至少包含 {count} 个数字。'],
  ['A password has at least {count} special character.', '密码至少包含 {count} 个特殊字符。'],
  ['A password has at least {count} special characters.', '密码至少包含 {count} 个特殊字符。'],
  [
    'Invalid grant: grant [{object}] and [deny {denied}] are in conflict',
    '授权冲突：授予 [{object}] 与禁止 [{denied}] 相矛盾',
  ],
  ['{name} is about everything: objs is * or left out.', '{name} 针对全部对象：对象应为 * 或留空。'],
  [
    '{name} is about databases: {object} is the path of none.',
    '{name} 针对数据库：{object} 不是数据库路径。',
  ],
  ['The table [{name}] does not exist.', '表 [{name}] 不存在。'],
  ['The database [{name}] does not exist.', '数据库 [{name}] 不存在。'],
]
