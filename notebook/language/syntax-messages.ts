/** What the parser says of a script, here while somebody types and on the node when it runs, and the same in Chinese; as `serverMessages`. */
export const syntaxMessages: readonly (readonly [english: string, chinese: string])[] = [
  ['Syntax Error: [line #{line}] {fault}', '语法错误：[第 {line} 行] {fault}'],
  ['Expected {what} but found {found}', '应为 {what}，但遇到 {found}'],
  ["Didn't expect {found} here", '此处不应出现 {found}'],
  [
    "Please use '==' rather than '=' as equal operator in non-sql expression.",
    '在 SQL 以外的表达式中，请用“==”而不是“=”表示相等。',
  ],
  ['This comment is never closed: */ is missing', '此注释没有结束：缺少 */'],
  ['This string is never closed: {quote} is missing', '此字符串没有结束：缺少 {quote}'],
  ['Cannot recognize the token {token}', '无法识别 {token}'],
  ['This is nested too deeply', '嵌套过深'],
  ['Every row of values needs as many values as the first', '每一行的值应与第一行一样多'],
  ['{word} is a keyword, it cannot name a column', '{word} 是关键字，不能用作列名'],
  ['{word} is a keyword, it cannot stand in an expression', '{word} 是关键字，不能出现在表达式中'],
  [
    'A run of columns needs one prefix and two numbers, as in p1...p5',
    '连续的列应有同一前缀和两个数字，例如 p1...p5',
  ],
  ['Only a table can have .*', '只有表之后可以有 .*'],
  ['integer constant expected after keyword top', '关键字 top 之后应为整数常量'],

  // What may have been meant.
  ['A comment begins with //', '注释以 // 开头'],
  ['A function without a name is written x -> x + 1', '匿名函数写作 x -> x + 1'],
  ['A loop takes what it goes through: for (i in 0..9) { … }', '循环给出所遍历的对象：for (i in 0..9) { … }'],
  ['What follows {word} stands in parentheses: {code}', '{word} 之后的内容写在括号中：{code}'],
  ['A variable needs no declaration: {name} = …', '变量无需声明：{name} = …'],
  ['One is added by x += 1', '加一写作 x += 1'],
  ['One is taken away by x -= 1', '减一写作 x -= 1'],
  [
    'A choice between values is written condition ? this : that',
    '在两个值之间选择写作 condition ? this : that',
  ],
  ['A set is written set(1 2 3), a dictionary {a: 1, b: 2}', '集合写作 set(1 2 3)，字典写作 {a: 1, b: 2}'],
  ['A function is written def f(x) { … }', '函数写作 def f(x) { … }'],
  ['Rows are added by insert into t values (…)', '添加行写作 insert into t values (…)'],
  ['Rows are removed by delete from t where …', '删除行写作 delete from t where …'],
  ['A column is set by one =: set x = 1', '列的赋值只用一个 =：set x = 1'],

  // What was expected.
  ['a name', '名称'],
  ['a string', '字符串'],
  ['a number', '数'],
  ['a symbol', '符号'],
  ['an operator', '运算符'],
  ['an expression', '表达式'],
  ['more', '更多内容'],
  ['the end of the statement', '语句的结尾'],
  ['the end of the script', '脚本的结尾'],
]
