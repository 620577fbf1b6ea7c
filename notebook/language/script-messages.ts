/**
 * What scripts do wrong most often, as nodes say it, and the same in Chinese; as `serverMessages`. What isn't among them is told in the
 * language's own words.
 */
export const scriptMessages: readonly (readonly [english: string, chinese: string])[] = [
  // Names.
  ['Unrecognized column name [{name}]', '无法识别列名 [{name}]'],
  ["The function or procedure '{name}' is not defined.", '函数或过程“{name}”没有定义。'],
  ['Function <{name}> is declared but not defined yet.', '函数 <{name}> 已声明，但尚未定义。'],
  ['Not allowed to overwrite existing built-in functions/procedures.', '不允许覆盖内置的函数或过程。'],
  [
    'Not allowed to define a named function [{name}] within another function.',
    '不允许在函数内部定义命名函数 [{name}]。',
  ],
  ["Can't find the module {name}.", '找不到模块 {name}。'],
  ['Did you mean {name}?', '是否想写 {name}？'],
  ['Here that is written {code}', '此处写作 {code}'],
  ['Is a comma or an operator missing?', '是否缺少逗号或运算符？'],
  ['The columns are: {names}', '列有：{names}'],
  ['The column {name} does not exist.', '列 {name} 不存在。'],
  ['The column {name} already exists.', '列 {name} 已存在。'],
  ['There is no value for the column {name}.', '列 {name} 没有值。'],
  ['The table {name} already exists.', '表 {name} 已存在。'],
  ['There is no database {name}.', '没有数据库 {name}。'],
  ['There is no table {name} in {path}.', '{path} 中没有表 {name}。'],
  ['The catalog [{name}] does not exist.', '目录 [{name}] 不存在。'],
  ['The function view [{name}] does not exist.', '函数视图 [{name}] 不存在。'],

  // Calls and their arguments.
  [
    'The function [{name}] expects {least} to {most} argument(s), but the actual number of arguments is: {given}',
    '函数 [{name}] 需要 {least} 至 {most} 个参数，但实际给出了 {given} 个',
  ],
  [
    'The function [{name}] expects {count} argument(s), but the actual number of arguments is: {given}',
    '函数 [{name}] 需要 {count} 个参数，但实际给出了 {given} 个',
  ],
  ['The function [{name}] has no parameter named {parameter}', '函数 [{name}] 没有名为 {parameter} 的参数'],
  [
    'Usage: {usage}. {parameter} should be {expected}, not {got}.',
    '用法：{usage}。{parameter} 应为{expected}，而不是{got}。',
  ],
  ["The function [{name}] can't aggregate {type}.", '函数 [{name}] 不能聚合 {type}。'],
  [
    "The function [{name}] can't take {one} and {other} together.",
    '函数 [{name}] 不能同时接受 {one} 和 {other}。',
  ],
  ["The function [{name}] can't take {type}.", '函数 [{name}] 不接受 {type}。'],
  ['Incompatible vector size: {one} and {other}.', '向量长度不一致：{one} 和 {other}。'],
  [
    'Incompatible type. Expected: {expected}, Actual: {actual}',
    '类型不兼容。应为：{expected}，实际为：{actual}',
  ],
  ["Can't convert {from} to {to}", '不能将 {from} 转换为 {to}'],
  ['Invalid {type}: {text}', '无效的 {type}：{text}'],
  ['The index is out of range: there are {count} elements.', '下标越界：共有 {count} 个元素。'],
  [
    'An index must be an integer, a pair, or a vector of integers or truths, not {got}.',
    '下标应为整数、数据对，或者整数或布尔值的向量，而不是{got}。',
  ],
  [
    'To form a pair, both operands must be scalars, not a {form}.',
    '组成数据对的两个操作数应为标量，而不是 {form}。',
  ],
  [
    'To form a pair, both operands must have the same data category.',
    '组成数据对的两个操作数应属于同一数据类别。',
  ],

  // Tables.
  [
    '{name}: All columns must have the same size, but these have {one} and {other} rows.',
    '{name}：所有列的长度应相同，但这里分别有 {one} 行和 {other} 行。',
  ],
  [
    'The number of columns of the table to insert ({given}) must be the same as that of the original table ({count}).',
    '要插入的表的列数（{given}）应与原表的列数（{count}）相同。',
  ],
  [
    'insert into expects {count} values, one a column, but {given} are given.',
    'insert into 需要 {count} 个值，每列一个，但给出了 {given} 个。',
  ],
  [
    'The column {name} has {rows} rows where {count} are expected.',
    '列 {name} 有 {rows} 行，而应有 {count} 行。',
  ],
  ['The update would give rows values for which there is no partition.', '更新后的值没有对应的分区。'],

  // Privileges.
  ['Not granted to create or delete databases', '没有创建或删除数据库的权限'],
  ['Not granted to {verb} table {table}', '没有对表 {table} 执行此操作（{verb}）的权限'],

  // What an argument should be, or is.
  ['at least {count}', '至少 {count}'],
  ['a string or a vector of strings', '字符串或字符串向量'],
  ['a vector or matrix of numbers', '数值向量或矩阵'],
  ['a vector or matrix', '向量或矩阵'],
  ['a positive number or a vector', '正数或向量'],
  ['a table in memory', '内存表'],
  ['a table of a database', '数据库中的表'],
  ['a pair of numbers', '一对数值'],
  ['a function, without quotes', '不带引号的函数'],
  ['a vector', '向量'],
  ['a scalar', '标量'],
  ['a table', '表'],
  ['a function', '函数'],
  ['a dictionary', '字典'],
  ['a tuple', '元组'],
  ['{type} scalar', ' {type} 标量'],
  ['{type} vector', ' {type} 向量'],
]
